/// Why bytes are not acceptable JSON. `offset` counts bytes from the start of the text.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package let offset: Int
    package let reason: String

    package var description: String { "\(reason) at byte \(offset)" }
}
