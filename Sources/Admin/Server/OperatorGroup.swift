import Foundation

/// The system group whose members may administer the gateway, each under a user of one's own.
struct OperatorGroup: Hashable, Sendable {
    let name: String
    let id: UInt32

    /// - Throws: `AdminServerError.operatorGroup` when the system knows no such group, or when it is root's.
    init(named name: String) throws(AdminServerError) {
        guard let entry = getgrnam(name) else { throw .operatorGroup(name, reason: "the system knows no such group") }
        guard entry.pointee.gr_gid != 0 else { throw .operatorGroup(name, reason: "it is root's") }
        self.name = name
        id = entry.pointee.gr_gid
    }
}
