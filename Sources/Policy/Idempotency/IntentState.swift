/// The life of one intended upstream effect. Legal transitions are `applying(_:)`'s and no others.
package enum IntentState: String, CaseIterable, Hashable, Sendable {
    /// Durable before the first upstream byte; perhaps sent. After a crash this is `unknown`.
    case inFlight = "in_flight"
    /// The upstream accepted it and its answer is stored.
    case succeeded
    /// The upstream refused it for good and its answer is stored.
    case refused
    /// Certainly no effect, nothing to replay: the same key may try again.
    case abandoned
    /// Something was sent and no answer tells what became of it. Never sent again blindly.
    case unknown
    /// The effect is proven; the answer itself was not read, or not yet.
    case confirmed

    /// - Throws: `IllegalIntentTransition` when the event contradicts the state.
    package func applying(_ event: IntentEvent) throws(IllegalIntentTransition) -> IntentState {
        switch (self, event) {
        case (.inFlight, .answered), (.confirmed, .answered): .succeeded
        case (.inFlight, .refused): .refused
        case (.inFlight, .notSent): .abandoned
        case (.inFlight, .outcomeLost), (.unknown, .outcomeLost): .unknown
        // The webhook was faster than the answer: it stays the better evidence.
        case (.confirmed, .outcomeLost), (.confirmed, .refused), (.confirmed, .notSent): .confirmed
        // A signed webhook outranks every doubt, and an answer that denied the effect.
        case (.inFlight, .proven), (.unknown, .proven), (.confirmed, .proven), (.refused, .proven),
            (.abandoned, .proven):
            .confirmed
        case (.succeeded, .proven): .succeeded
        case (.unknown, .disproven): .abandoned
        case (.succeeded, _), (.refused, _), (.abandoned, _), (.unknown, .answered), (.unknown, .refused),
            (.unknown, .notSent), (.inFlight, .disproven), (.confirmed, .disproven):
            throw IllegalIntentTransition(state: self, event: event)
        }
    }
}

/// What is learnt about an intended effect.
package enum IntentEvent: String, CaseIterable, Hashable, Sendable {
    /// A success was read, with the object's id.
    case answered
    /// A definitive refusal was read.
    case refused
    /// Not one byte left, or the upstream said in so many words that it did not look at it (401, 429).
    case notSent
    /// Sent, and the answer was lost, late, broken or a server error.
    case outcomeLost
    /// Other evidence (a signed webhook, the upstream's own status or list, an operator) shows the effect.
    case proven
    /// An operator established that there was no effect. Silence of the upstream is no such proof.
    case disproven
}

package struct IllegalIntentTransition: Error, Hashable, Sendable {
    package let state: IntentState
    package let event: IntentEvent
}
