import Policy

/// Who asks, and why. Goes into the audit log.
package struct AdminCaller: Hashable, Sendable {
    /// Characters of a reason.
    package static let reasonLengthMax = 200

    /// The peer's user as the kernel names it, such as `root` or `uid 1001`.
    package let user: String
    /// Whether anybody may be behind that user: root, or the one that the gateway runs as.
    package let isShared: Bool
    package let roles: Set<OperatorRole>
    /// What the verb that is called is part of.
    package let duty: OperatorDuty
    /// Who the peer says it acts for (`SUDO_USER`); a claim.
    package let onBehalfOf: String?
    package var reason: String?
    /// What another proposed and this caller approves: it is done as the other's.
    var approving: ApprovedProposal?

    package init(
        user: String, isShared: Bool, roles: Set<OperatorRole> = Set(OperatorRole.allCases),
        duty: OperatorDuty = .reading, onBehalfOf: String? = nil, reason: String? = nil
    ) {
        self.user = user
        self.isShared = isShared
        self.roles = roles
        self.duty = duty
        self.onBehalfOf = onBehalfOf
        self.reason = reason
    }

    /// As far as the kernel vouches for it: a claim makes nobody a second person.
    var checker: Operator { Operator(name: user, isShared: isShared) }

    /// Who is on record for what is done. A shared account's claim can only keep the one it names from approving.
    var maker: String { approving?.proposer ?? (isShared ? onBehalfOf ?? user : user) }
}
