/// Why a simulator could not start; one line that says what to change.
package struct SimulatorError: Error, CustomStringConvertible, Sendable {
    package let description: String

    init(_ description: String) { self.description = description }
}
