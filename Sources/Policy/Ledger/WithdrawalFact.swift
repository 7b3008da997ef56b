/// What a webhook, a status answer, the end of our own call or an operator says of a withdrawal.
package struct WithdrawalFact: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// On its way: the hold stays.
        case progressing
        /// The money left.
        case completed
        /// It came back, or never left: `failed`, `rejected`, `cancelled`.
        case returned
        /// The upstream refused the request, or never saw it.
        case neverAccepted
        /// An operator's word, where nothing else can end the hold.
        case decided(WithdrawalDecision)
        case unrecognised(status: String)
    }

    /// Of a withdrawal that is on its way, in lower case.
    package static let progressingStatuses: Set<String> = [
        "pending", "approved", "processing", "submitted", "confirmed",
    ]

    package let kind: Kind
    /// The upstream's clock; `nil` where a body states none.
    package let occurredAt: Timestamp?

    package init(_ kind: Kind, occurredAt: Timestamp? = nil) {
        self.kind = kind
        self.occurredAt = occurredAt
    }

    package init(status: String, occurredAt: Timestamp? = nil) {
        let kind: Kind =
            switch status.lowercased() {
            case let status where Self.progressingStatuses.contains(status): .progressing
            case "completed": .completed
            case "failed", "rejected", "cancelled", "canceled": .returned
            default: .unrecognised(status: String(status.prefix(40)))
            }
        self.init(kind, occurredAt: occurredAt)
    }

    package static let progressing = WithdrawalFact(.progressing)
    package static let completed = WithdrawalFact(.completed)
    package static let returned = WithdrawalFact(.returned)
    package static let neverAccepted = WithdrawalFact(.neverAccepted)

    package static func decided(_ decision: WithdrawalDecision) -> WithdrawalFact { WithdrawalFact(.decided(decision)) }

    package static func unrecognised(status: String) -> WithdrawalFact {
        WithdrawalFact(.unrecognised(status: status))
    }
}

/// How an operator ends a hold.
package enum WithdrawalDecision: String, CaseIterable, Codable, Hashable, Sendable {
    /// It was paid out.
    case settled
    /// It will not be: the tenant gets the funds back.
    case voided
}
