/// What to do with a write whose key is already known to its tenant.
package enum IdempotencyDecision: Hashable, Sendable {
    case replay
    case conflictInFlight
    case conflictPayload
    case conflictUnknown
    /// The earlier attempt certainly had no effect.
    case proceed

    /// draft-ietf-httpapi-idempotency-key-header-07, sections 2.6 and 2.7.
    package init(state: IntentState, sameFingerprint: Bool) {
        guard state != .abandoned else {
            self = .proceed
            return
        }
        guard sameFingerprint else {
            self = .conflictPayload
            return
        }
        self =
            switch state {
            case .succeeded, .refused: .replay
            case .inFlight: .conflictInFlight
            case .unknown, .confirmed: .conflictUnknown
            case .abandoned: .proceed
            }
    }
}
