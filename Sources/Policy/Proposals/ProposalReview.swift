/// How far a proposal has come, and who may decide about it: what weakens a control or creates spendable money takes two
/// operators (NIST SP 800-53 AC-3(2), dual authorization).
package struct ProposalReview: Hashable, Sendable {
    package enum State: String, CaseIterable, Hashable, Sendable {
        case waiting
        /// A second operator approved it, and in the same commit it was done.
        case applied
        case rejected
        /// Its proposer took it back.
        case withdrawn
        case expired
    }

    /// On record as if he had done it alone.
    package let proposer: String
    /// What the proposed verb is part of: whoever decides must have a role for it.
    package let duty: OperatorDuty
    package let expiresAt: Timestamp
    package private(set) var state: State

    package init(proposer: String, duty: OperatorDuty, expiresAt: Timestamp, state: State = .waiting) {
        self.proposer = proposer
        self.duty = duty
        self.expiresAt = expiresAt
        self.state = state
    }

    /// A second person's yes.
    ///
    /// - Throws: the rule that this operator's approval would break; nothing changes then.
    package mutating func approve(
        by checker: Operator, as roles: Set<OperatorRole>, at now: Timestamp
    ) throws(ProposalRefusal) {
        try checkOpen(at: now)
        guard !checker.isShared else { throw .sharedAccount(checker.name) }
        guard checker.name != proposer else { throw .ownProposal(checker.name) }
        try checkRole(of: checker.name, roles)
        state = .applied
    }

    /// Anybody's no, if it is his duty at all: nothing is weakened by it. The proposer's own takes the proposal back.
    ///
    /// - Throws: why there is nothing to decide for this operator; nothing changes then.
    package mutating func reject(
        by name: String, as roles: Set<OperatorRole>, at now: Timestamp
    ) throws(ProposalRefusal) {
        try checkOpen(at: now)
        try checkRole(of: name, roles)
        state = name == proposer ? .withdrawn : .rejected
    }

    /// - Returns: whether its time has run out just now.
    package mutating func expire(at now: Timestamp) -> Bool {
        guard state == .waiting, now >= expiresAt else { return false }
        state = .expired
        return true
    }

    private func checkOpen(at now: Timestamp) throws(ProposalRefusal) {
        guard state == .waiting else { throw .decided(state) }
        guard now < expiresAt else { throw .decided(.expired) }
    }

    private func checkRole(of name: String, _ roles: Set<OperatorRole>) throws(ProposalRefusal) {
        guard roles.isDisjoint(with: duty.roles) else { return }
        throw .lacksRole(name, duty)
    }
}

/// Why a word about a proposal does not count. Nothing was changed.
package enum ProposalRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case decided(ProposalReview.State)
    case sharedAccount(String)
    case ownProposal(String)
    case lacksRole(String, OperatorDuty)

    package var description: String {
        switch self {
        case .decided(let state): "the proposal is \(state.rawValue) already"
        case .sharedAccount(let name):
            """
            separation of duties: behind \(name) may be anybody, and an approval is a person's; approve under a user \
            of your own (see admin.operator_group)
            """
        case .ownProposal(let name):
            "separation of duties: \(name) proposed it, and so cannot approve it; another operator must"
        case .lacksRole(let name, let duty):
            """
            what it proposes needs the role \
            \(OperatorRole.allCases.filter(duty.roles.contains).map(\.rawValue).joined(separator: " or ")), which \
            \(name) has not
            """
        }
    }
}
