/// The client's pool.
package struct HTTPClientConfiguration: Hashable, Sendable {
    /// Per origin and event loop.
    package var connectionsPerLoopMax: Int
    /// Requests that wait for a connection, per origin and event loop; above it they fail at once.
    package var waitersPerLoopMax: Int
    /// Shorter than the idle time-out of common servers, so that we are the side that closes.
    package var idleTimeout: Duration
    /// A PEM file of certificate authorities to trust instead of the system's.
    package var trustRootsPath: String?

    /// Reads the trusted certificates.
    ///
    /// - Throws: `TransportError.tls` when they cannot be used.
    package func check() throws(TransportError) {
        _ = try ConnectionDialer(trustRootsPath: trustRootsPath, names: AddressesOnly())
    }

    package init(
        connectionsPerLoopMax: Int = 64, waitersPerLoopMax: Int = 1024, idleTimeout: Duration = .seconds(30),
        trustRootsPath: String? = nil
    ) {
        self.connectionsPerLoopMax = connectionsPerLoopMax
        self.waitersPerLoopMax = waitersPerLoopMax
        self.idleTimeout = idleTimeout
        self.trustRootsPath = trustRootsPath
    }
}
