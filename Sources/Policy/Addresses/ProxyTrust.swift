/// Which peers may say that they speak for another, and how they do.
package struct ProxyTrust: Hashable, Sendable {
    package enum Source: String, CaseIterable, Hashable, Sendable {
        case xForwardedFor = "x_forwarded_for"
        case forwarded
        /// Version 2 of HAProxy's PROXY protocol, at the start of every connection.
        case proxyProtocol = "proxy_protocol"

        package var field: ForwardedAddress.Field? {
            switch self {
            case .xForwardedFor: .xForwardedFor
            case .forwarded: .forwarded
            case .proxyProtocol: nil
            }
        }
    }

    /// None: nobody is believed.
    package var networks: [CIDRBlock]
    package var source: Source

    package init(networks: [CIDRBlock] = [], source: Source = .xForwardedFor) {
        self.networks = networks
        self.source = source
    }

    package func includes(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }
}
