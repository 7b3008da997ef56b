import AdminAPI
import Policy

/// The system groups whose members may administer, each under a user of one's own, and as what.
struct OperatorGroups: Hashable, Sendable {
    /// By role; several roles may have one group.
    private let byRole: [OperatorRole: OperatorGroup]

    /// - Throws: `AdminServerError.operatorGroup` when one of the groups cannot be used.
    init(_ settings: OperatorSettings?) throws(AdminServerError) {
        var byRole: [OperatorRole: OperatorGroup] = [:]
        switch settings {
        case nil: break
        case .group(let name):
            let group = try OperatorGroup(named: name, key: "admin.operator_group")
            for role in OperatorRole.allCases { byRole[role] = group }
        case .roles(let names):
            for (role, name) in names {
                byRole[role] = try OperatorGroup(named: name, key: OperatorSettings.key(of: role))
            }
        }
        self.byRole = byRole
    }

    /// Each once, by its number.
    var all: [OperatorGroup] { Set(byRole.values).sorted { $0.id < $1.id } }

    /// Root and the gateway's own user have every role: they could change the store itself.
    func roles(of peer: PeerCredentials) -> Set<OperatorRole> {
        guard !peer.isShared else { return Set(OperatorRole.allCases) }
        return Set(byRole.filter { peer.groupIDs.contains($0.value.id) }.keys)
    }

    /// - Throws: `.forbidden` when the peer has no role, or none that the duty is given to.
    func admit(_ peer: PeerCredentials, to duty: OperatorDuty) throws(AdminError) -> Set<OperatorRole> {
        let roles = roles(of: peer)
        guard !roles.isEmpty else {
            throw AdminError(.forbidden, "\(peer.userName) may not administer this gateway")
        }
        guard !roles.isDisjoint(with: duty.roles) else { throw lacks(peer.userName, roles, duty) }
        return roles
    }

    private func lacks(_ user: String, _ roles: Set<OperatorRole>, _ duty: OperatorDuty) -> AdminError {
        let needed = OperatorRole.allCases.filter(duty.roles.contains).map { role in
            byRole[role].map { "\(role.rawValue) (group \($0.name))" } ?? "\(role.rawValue) (no group has it)"
        }
        let own = OperatorRole.allCases.filter(roles.contains).map(\.rawValue)
        return AdminError(
            .forbidden,
            "this needs the role \(needed.joined(separator: " or ")); \(user) is \(own.joined(separator: ", "))")
    }
}
