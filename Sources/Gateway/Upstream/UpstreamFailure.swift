/// Why the upstream gave no usable answer.
struct UpstreamFailure: Error, Sendable {
    enum Effect: Sendable {
        /// Nothing was sent, or the upstream said that it did not look at it.
        case none
        case unknown
    }

    let effect: Effect
    /// Worth asking once more: a pooled connection that the other side had closed.
    let isStaleConnection: Bool
    /// The client left, so that the call was given up.
    let isAbandoned: Bool
    let reason: String

    init(effect: Effect, isStaleConnection: Bool = false, isAbandoned: Bool = false, reason: String) {
        self.effect = effect
        self.isStaleConnection = isStaleConnection
        self.isAbandoned = isAbandoned
        self.reason = reason
    }
}
