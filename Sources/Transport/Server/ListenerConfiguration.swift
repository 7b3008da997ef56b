import Policy

/// Where and how to listen.
package struct ListenerConfiguration: Hashable, Sendable {
    package var host: String
    /// 0 lets the kernel choose.
    package var port: Int
    /// A listening socket to use instead of binding one, as `InheritedSocket` gives it.
    package var inheritedSocket: Int32?
    package var tls: TLSServerConfiguration?
    package var limits: ListenerLimits
    package var proxyTrust = ProxyTrust()

    /// Loopback by default, so that nothing is exposed before someone decides so.
    package init(
        host: String = "127.0.0.1", port: Int = 8080, tls: TLSServerConfiguration? = nil,
        limits: ListenerLimits = .init()
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.limits = limits
    }
}
