import Foundation

/// A system group whose members may administer the gateway, each under a user of one's own.
struct OperatorGroup: Hashable, Sendable {
    let name: String
    let id: UInt32

    /// - Parameter key: of the configuration, for the error.
    /// - Throws: `AdminServerError.operatorGroup` when the system knows no such group, or when it is root's.
    init(named name: String, key: String) throws(AdminServerError) {
        guard let entry = getgrnam(name) else {
            throw .operatorGroup(key: key, name, reason: "the system knows no such group")
        }
        guard entry.pointee.gr_gid != 0 else { throw .operatorGroup(key: key, name, reason: "it is root's") }
        self.name = name
        id = entry.pointee.gr_gid
    }
}
