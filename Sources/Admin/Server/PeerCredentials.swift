import AdminAPI
import Foundation
import NIOCore

/// Who is at the other end of a unix-domain socket, as the kernel knows it (unix(7), SO_PEERCRED).
struct PeerCredentials: Hashable, Sendable {
    let userID: UInt32
    /// The primary one first.
    let groupIDs: [UInt32]

    /// Root and the gateway's own user: whoever may become one of them can be behind it.
    var isShared: Bool { userID == 0 || userID == geteuid() }

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
        return PeerCredentials(
            userID: peer.userID, groupIDs: [peer.groupID] + (await supplementaryGroups(of: provider)))
    }

    /// Of the peer when it connected. Room that is not used reads 0, which is nobody's operator group. A peer in more
    /// groups than there is room for, and a kernel that cannot tell (before Linux 4.13), count as none.
    private static func supplementaryGroups(of provider: any SocketOptionProvider) async -> [UInt32] {
        let option = NIOBSDSocket.Option(rawValue: soPeerGroups)
        guard
            let groups: KernelGroups = try? await provider.unsafeGetSocketOption(level: .socket, name: option).get()
        else { return [] }
        return groups.ids.indices.map { groups.ids[$0] }.filter { $0 != 0 }
    }

    /// SO_PEERGROUPS of Linux's asm-generic/socket.h, which Swift's Glibc does not import.
    private static let soPeerGroups: CInt = 59

    private struct KernelGroups: Sendable {
        let ids: InlineArray<1024, UInt32>
    }

    /// Linux's `struct ucred`.
    private struct KernelCredentials: Sendable {
        let processID: Int32
        let userID: UInt32
        let groupID: UInt32
    }
}
