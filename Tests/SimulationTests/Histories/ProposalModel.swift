import Policy
/// What operators wait for each other about, and when it may be done.
struct ProposalModel {
    enum Change: Hashable {
        /// To what is available, or below zero from it.
        case adjustment(tenant: Int, Int)
        case limit(tenant: Int, from: Int, to: Int)
        case decision(intent: String, String)
        case noEffect(intent: String)

        /// The one that it is about: of each one proposal waits.
        private var intent: String? {
            switch self {
            case .decision(let intent, _), .noEffect(let intent): intent
            case .adjustment, .limit: nil
            }
        }

        /// Whether the same was asked for, whatever it was to change then, or something of the same intent.
        func isRepeated(by other: Change) -> Bool {
            if let intent { return intent == other.intent }
            guard case .limit(let tenant, _, let to) = self, case .limit(tenant, _, to) = other else {
                return self == other
            }
            return true
        }
    }

    struct Waiting {
        let id: ProposalID
        let proposer: String
        let createdAt: Int64
        let change: Change
        /// What of the suspense that it moves was in doubt.
        let doubts: [String]
    }

    static let lifetimeMilliseconds: Int64 = 7_200_000

    var waiting: [Waiting] = []

    subscript(id: ProposalID) -> Waiting? { waiting.first { $0.id == id } }

    /// What waits is not proposed twice.
    func isWaiting(for change: Change, at now: Int64) -> Bool {
        waiting.contains {
            $0.change.isRepeated(by: change) && now < $0.createdAt + Self.lifetimeMilliseconds
        }
    }

    /// Whether the proposal takes effect now, with this operator's yes.
    func isEffective(
        _ proposal: Waiting, approvedBy name: String, at now: Int64, _ model: MoneyModel, unknown: Set<String>,
        doubts: [String]
    ) -> Bool {
        guard ["ann", "bob"].contains(name), name != proposal.proposer,
            now < proposal.createdAt + Self.lifetimeMilliseconds
        else { return false }
        switch proposal.change {
        case .adjustment(let tenant, let amount):
            return amount > 0 ? doubts == proposal.doubts : model.spendable(by: tenant) >= -amount
        case .limit(let tenant, let from, _): return model.limits[tenant].perDay == from
        case .decision(let intent, _): return model.withdrawals[intent]?.whereabouts == .held
        case .noEffect(let intent): return unknown.contains(intent)
        }
    }
}

extension MoneyModel {
    mutating func apply(_ change: ProposalModel.Change) {
        switch change {
        case .adjustment(let tenant, let amount): adjusted[tenant] += amount
        case .limit(let tenant, _, let to): limits[tenant].perDay = to
        case .decision(let intent, let word): withdrawals[intent]?.decision = word
        case .noEffect(let intent): withdrawals[intent]?.isRefused = true
        }
    }
}
