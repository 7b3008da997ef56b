import Policy

/// Whom the configuration lets administer, beside root and the gateway's own user.
package enum OperatorSettings: Hashable, Sendable {
    /// `admin.operator_group`: its members have every role.
    case group(String)
    /// `admin.roles`: the group of each.
    case roles([OperatorRole: String])

    /// The key of the configuration that names a role's group.
    static func key(of role: OperatorRole) -> String { "admin.roles.\(role.rawValue)" }
}
