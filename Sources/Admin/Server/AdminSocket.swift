import Foundation

/// The socket's file: what may be there when the gateway starts, and who may use it.
enum AdminSocket {
    /// Removes what a gateway that was killed left behind.
    ///
    /// - Throws: `AdminServerError` when another gateway answers there, or when the file is something else.
    static func clear(_ path: String) throws(AdminServerError) {
        guard path.utf8.count < maxPathBytes else { throw .cannotListen(path, reason: "the path is too long") }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
            // Nothing is there; what else may be wrong with the path, binding will tell.
            return
        }
        guard attributes[.type] as? FileAttributeType == .typeSocket else { throw .notASocket(path) }
        guard try !answers(path) else { throw .inUse(path) }
        guard unlink(path) == 0 else { throw .cannotListen(path, reason: lastError()) }
    }

    /// Only the owner may connect, and the operators' groups where there are any: one owns the file, several are on its
    /// access control list.
    static func restrict(_ path: String, to groups: [OperatorGroup]) throws(AdminServerError) {
        if groups.count == 1, let group = groups.first, chown(path, uid_t.max, group.id) != 0 {
            throw .cannotListen(path, reason: "it cannot be given to the group \(group.name): \(lastError())")
        }
        guard chmod(path, groups.count == 1 ? 0o660 : 0o600) == 0 else {
            throw .cannotListen(path, reason: lastError())
        }
        guard groups.count > 1 else { return }
        let failure = AccessControlList(groupIDs: groups.map(\.id)).apply(to: path)
        guard failure == 0 else {
            let names = groups.map(\.name).joined(separator: ", ")
            throw .cannotListen(
                path,
                reason: "it cannot be opened to the groups \(names): \(String(cString: strerror(failure))); set "
                    + "admin.socket to a path on a file system with access control lists, or give all roles one group")
        }
    }

    private static var maxPathBytes: Int { MemoryLayout.size(ofValue: sockaddr_un().sun_path) }

    /// Whether a process listens: a stale file refuses the connection.
    private static func answers(_ path: String) throws(AdminServerError) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .cannotListen(path, reason: lastError()) }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if connected == 0 { return true }
        switch errno {
        case ECONNREFUSED, ENOENT: return false
        default: throw .cannotListen(path, reason: lastError())
        }
    }

    private static func lastError() -> String { String(cString: strerror(errno)) }
}
