import Foundation
import NIOCore

/// Who is at the other end of a unix-domain socket, as the kernel knows it (unix(7), SO_PEERCRED).
struct PeerCredentials: Hashable, Sendable {
    let userID: UInt32

    /// Root and the gateway's own user may administer it. The socket's mode says the same; this also holds for whoever
    /// connected in the instant before the mode was set.
    var mayAdminister: Bool { userID == 0 || userID == geteuid() }

    /// The user's name, or `uid 1001` when the system knows none.
    var userName: String {
        var entry = passwd()
        var result: UnsafeMutablePointer<passwd>?
        var strings = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(userID, &entry, &strings, strings.count, &result) == 0, result != nil, let name = entry.pw_name
        else { return "uid \(userID)" }
        return String(cString: name)
    }

    /// - Throws: when the channel is not a unix-domain socket.
    static func of(_ channel: any Channel) async throws -> PeerCredentials {
        guard let provider = channel as? any SocketOptionProvider else {
            throw AdminError(.forbidden, "the connection does not say whose it is")
        }
        let peer: KernelCredentials = try await provider.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: CInt(SO_PEERCRED))
        ).get()
        return PeerCredentials(userID: peer.userID)
    }

    /// Linux's `struct ucred`.
    private struct KernelCredentials: Sendable {
        let processID: Int32
        let userID: UInt32
        let groupID: UInt32
    }
}
