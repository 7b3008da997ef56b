/// All that is known of a withdrawal's money. Each part only ever grows in an order of its own, so the same facts give the
/// same evidence in whatever order and however often they come.
package struct WithdrawalEvidence: Hashable, Sendable {
    /// When a body states no time: before every other, as it cannot be told from an early one.
    package static let undated = PaymentEvidence.undated

    /// The latest statement that the money left.
    package var completedAt: Timestamp?
    /// The latest statement that it came back, or never left.
    package var returnedAt: Timestamp?
    /// Our own call ended without effect, as far as we could tell.
    package var isRefused: Bool
    /// The upstream has spoken of the withdrawal as of one that is on its way: whatever refused it, was wrong.
    package var isAlive: Bool
    package var decision: WithdrawalDecision?

    package init(
        completedAt: Timestamp? = nil, returnedAt: Timestamp? = nil, isRefused: Bool = false, isAlive: Bool = false,
        decision: WithdrawalDecision? = nil
    ) {
        self.completedAt = completedAt
        self.returnedAt = returnedAt
        self.isRefused = isRefused
        self.isAlive = isAlive
        self.decision = decision
    }

    mutating func learn(_ fact: WithdrawalFact) {
        let time = fact.occurredAt ?? Self.undated
        switch fact.kind {
        case .progressing: isAlive = true
        case .completed: completedAt = max(completedAt ?? time, time)
        case .returned: returnedAt = max(returnedAt ?? time, time)
        case .neverAccepted: isRefused = true
        case .decided(let decision): self.decision = self.decision ?? decision
        case .unrecognised: break
        }
    }

    /// Whether it is said to have left, without a time, and to have come back, with one: which was last cannot be told.
    package var isContested: Bool { completedAt == Self.undated && (returnedAt ?? Self.undated) != Self.undated }

    /// Where the money is. The upstream's last word counts; an operator's counts where the upstream says nothing; what our
    /// own call came to counts least.
    package var state: WithdrawalBook.State {
        let completedAt = completedAt ?? (decision == .settled ? Self.undated : nil)
        switch (completedAt, returnedAt) {
        // At the same time, or where neither says when, it is not given back.
        case (let completed?, let returned?): return completed >= returned ? .posted : .returnedAfterPost
        case (_?, nil): return .posted
        case (nil, _?): return .voided
        case (nil, nil): return decision == .voided || (isRefused && !isAlive) ? .voided : .held
        }
    }
}
