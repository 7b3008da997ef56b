/// Why a request's body could not be read.
package enum BodyError: Error, Hashable, Sendable {
    /// Longer than the reader allowed.
    case tooLarge
    case timedOut
    /// Too many bodies are arriving at once.
    case overloaded
    case malformed(reason: String)
    case disconnected
}
