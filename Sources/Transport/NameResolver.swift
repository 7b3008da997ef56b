import NIOCore
import NIOPosix

/// Finds the addresses of a host, so that they can be judged before one is dialled.
package protocol NameResolver: Sendable {
    /// - Throws: when the host has none, or the resolver does not answer.
    func resolve(host: String, port: Int) async throws -> [SocketAddress]
}

/// `getaddrinfo` on threads of its own, since it blocks.
package struct SystemNameResolver: NameResolver {
    private let threads: NIOThreadPool

    package init(threads: NIOThreadPool) { self.threads = threads }

    package func resolve(host: String, port: Int) async throws -> [SocketAddress] {
        try await threads.runIfActive { try NameLookup.addresses(host: host, port: port) }
    }
}
