/// A final response's head that has passed every check of this module.
package struct ResponseHead: Sendable {
    /// 200...599.
    package let status: Int
    package let fields: FieldSection
    package let bodyFraming: BodyFraming
    /// Whether the server lets the connection live after this exchange.
    package let keepAlive: Bool
}
