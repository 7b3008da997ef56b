/// A body without fields.
package struct Empty: Codable, Sendable {
    package init() {}
}
