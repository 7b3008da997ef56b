/// Why a request's body could not be read.
package enum BodyError: Error, Hashable, Sendable {
    /// Longer than the reader allowed.
    case tooLarge
    case timedOut
    case malformed(reason: String)
    case disconnected
}
