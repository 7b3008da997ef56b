import Policy
import Store
import TestSupport

/// What must come of asking and deciding, said again in the simplest way: requests by number, amounts in whole units.
struct ApprovalModel {
    struct Approval {
        let id: IntentID
        let amount: Int
        let required: Int
        var makers: Set<String>
        var approvers: Set<String> = []
        var isApproved: Bool { approvers.count >= required }
    }

    var available: Int
    var threshold = 50
    var required = 1
    /// More is refused at once, and when it is sent after its approvals.
    var most: Int?
    /// Whoever set the limits last.
    var limitsSetter: String?
    var creditors: Set<String> = []
    var open: [Int: Approval] = [:]
    /// Sent upstream, and not final.
    var sent: [(intent: Intent, amount: Int)] = []

    var held: Int { open.values.map(\.amount).reduce(0, +) + sent.map(\.amount).reduce(0, +) }

    private var makers: Set<String> { creditors.union(limitsSetter.map { [$0] } ?? []) }

    enum Fate: Hashable {
        case sent, refused
        /// `nil`: a new approval.
        case waits(IntentID?)
    }

    func fate(ofRequest number: Int, amount: Int) -> Fate {
        let isWithinLimit = amount <= most ?? .max
        if let approval = open[number] {
            guard approval.isApproved else { return .waits(approval.id) }
            return isWithinLimit ? .sent : .refused
        }
        guard isWithinLimit, amount <= available else { return .refused }
        return amount > threshold ? .waits(nil) : .sent
    }

    mutating func begin(_ number: Int, amount: Int, as intent: Intent, _ fate: Fate) {
        switch fate {
        case .refused, .waits(_?): break
        case .waits(nil):
            available -= amount
            open[number] = Approval(id: intent.id, amount: amount, required: required, makers: makers)
        case .sent:
            if open.removeValue(forKey: number) == nil { available -= amount }
            sent.append((intent, amount))
        }
    }

    /// Whether this operator's yes counts; counts it then.
    mutating func approve(_ number: Int, by checker: Operator) -> Bool {
        guard var approval = open[number], !approval.isApproved else { return false }
        let makers = approval.makers.union(makers)
        guard !checker.isShared, !makers.contains(checker.name) else { return false }
        guard approval.approvers.insert(checker.name).inserted else { return false }
        open[number] = approval
        return true
    }

    mutating func reject(_ number: Int) -> Bool {
        guard let approval = open.removeValue(forKey: number) else { return false }
        available += approval.amount
        return true
    }
}
