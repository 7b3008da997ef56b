/// Who may approve a withdrawal, and when enough have: nobody moves money alone (NIST SP 800-53 AC-5, "maker and
/// checker"). Whoever arranged the withdrawal is no second person, and neither is an account that several people use.
package struct SeparationOfDuties: Hashable, Sendable {
    /// Operators that can be asked for; more than five only make approvals late.
    package static let approvalsRange = 1...5

    /// Different operators.
    package let approvalsRequired: Int
    /// Who did what that made the withdrawal possible, by operators' names.
    package let arrangers: [Arrangement: Set<String>]
    /// Oldest first; each once.
    package private(set) var approvers: [String]

    package init(approvalsRequired: Int, arrangers: [Arrangement: Set<String>] = [:], approvers: [String] = []) {
        self.approvalsRequired = approvalsRequired
        self.arrangers = arrangers
        self.approvers = approvers
    }

    package var approvalsMissing: Int { max(approvalsRequired - approvers.count, 0) }

    /// - Throws: the rule that the operator's approval would break; nothing changes then.
    package mutating func approve(by checker: Operator) throws(ApprovalRefusal) {
        guard approvalsMissing > 0 else { throw .complete }
        guard !checker.isShared else { throw .sharedAccount(checker.name) }
        let own = Arrangement.allCases.first { arrangers[$0]?.contains(checker.name) ?? false }
        if let own { throw .arranged(checker.name, own) }
        guard !approvers.contains(checker.name) else { throw .approvedAlready(checker.name) }
        approvers.append(checker.name)
    }
}

/// What an operator does that makes a withdrawal possible.
package enum Arrangement: String, CaseIterable, Hashable, Sendable {
    /// Issued, and so has seen, the API key that the withdrawal was asked for with.
    case apiKey = "api_key"
    /// Issued the client secret behind the access token.
    case clientSecret = "client_secret"
    /// Last set the tenant's limits of the currency, the threshold of approval among them.
    case limits
    /// Last switched the tenant's allow-list on or off.
    case allowList = "allow_list"
    /// Last listed or removed the address.
    case address
    /// Has ever moved money into the tenant's balance of the currency by hand, or freed what was held there by saying that
    /// a withdrawal had no effect.
    case credit
}

/// Why an approval does not count. Nothing was changed.
package enum ApprovalRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case complete
    case sharedAccount(String)
    case arranged(String, Arrangement)
    case approvedAlready(String)

    package var description: String {
        switch self {
        case .complete: "it has all its approvals"
        case .sharedAccount(let name):
            """
            separation of duties: behind \(name) may be anybody, and an approval is a person's; approve under a user \
            of your own (see admin.operator_group)
            """
        case .arranged(let name, let arrangement):
            """
            separation of duties: \(name) \(Self.deed(arrangement)), and so cannot approve this withdrawal; another \
            operator must
            """
        case .approvedAlready(let name): "separation of duties: \(name) has approved it already, and counts once"
        }
    }

    private static func deed(_ arrangement: Arrangement) -> String {
        switch arrangement {
        case .apiKey: "issued the API key that asked for it"
        case .clientSecret: "issued the client secret that asked for it"
        case .limits: "last set the tenant's limits of its currency"
        case .allowList: "last switched the tenant's allow-list on or off"
        case .address: "last changed the allow-list's entry for its address"
        case .credit: "has moved money into the tenant's balance of its currency by hand, or freed it"
        }
    }
}
