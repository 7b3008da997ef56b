import Policy

extension Settings {
    /// Who may administer the gateway.
    package struct Admin: Hashable, Sendable {
        /// The admin API's unix-domain socket; mode 0600, but for the operators' groups.
        package var socket = "data/admin.sock"
        /// The system group whose members may administer; `nil` leaves it to root and the gateway's own user.
        package var operatorGroup: String?
        /// In the group's place.
        package var roles = Roles()
        /// How long a proposal waits for a second operator.
        package var proposalLifetime: Duration = .seconds(86_400)
        /// How long one is kept after it was decided.
        package var proposalRetention: Duration = .seconds(550 * 86_400)

        /// The system group of each role.
        package struct Roles: Hashable, Sendable {
            /// Of no role that is nobody's.
            package var groups: [OperatorRole: String] = [:]
        }

        /// Whether there can be a second person, who approves what weakens a control or creates spendable money.
        package var hasOperators: Bool { operatorGroup != nil || !roles.groups.isEmpty }
    }

    /// What an operator should know that is no mistake.
    package var warnings: [String] {
        guard !admin.hasOperators else { return [] }
        return [
            """
            nobody is a second person: without admin.operator_group or admin.roles whoever may use the admin socket \
            weakens controls and creates spendable money alone
            """
        ]
    }
}

extension Settings.Admin {
    /// `sun_path` of Linux holds 108 bytes, its closing zero included.
    static let socketPathBytesMax = 107

    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("socket", .text("a path"), into: &socket)
        guard socket.utf8.count <= Self.socketPathBytesMax else {
            throw section.error(
                "socket",
                problem: "must be at most \(Self.socketPathBytesMax) bytes, is \(socket.utf8.count): \(socket)")
        }
        try section.readOptional("operator_group", .text("a group's name"), into: &operatorGroup)
        try section.section("roles") { (section) throws(ConfigurationError) in try roles.read(section) }
        let lifetimes: ClosedRange<Duration> = .seconds(1)...(.seconds(30 * 86_400))
        try section.read("proposal_lifetime", .duration(lifetimes), into: &proposalLifetime)
        let retentions: ClosedRange<Duration> = .seconds(86_400)...(.seconds(3650 * 86_400))
        try section.read("proposal_retention", .duration(retentions), into: &proposalRetention)
        guard operatorGroup == nil || roles.groups.isEmpty else {
            throw section.error(
                "roles",
                problem: "cannot stand beside operator_group, whose members have every role: set one of them")
        }
    }
}

extension Settings.Admin.Roles {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        for role in OperatorRole.allCases {
            try section.readOptional(role.rawValue, .text("a group's name"), into: &groups[role])
        }
    }
}
