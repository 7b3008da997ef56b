import HTTPWire
import Policy

/// A peer that is believed when it says for whom it speaks.
final class TrustedProxy: @unchecked Sendable {  // `announced` is touched on the connection's event loop only
    private let address: IPAddress
    private let trust: ProxyTrust
    /// What the PROXY protocol said at the connection's start.
    var announced: IPAddress?

    /// `nil` when the peer is a stranger.
    init?(address: String?, trust: ProxyTrust) {
        guard !trust.networks.isEmpty, let address = address.flatMap({ IPAddress($0) }), trust.includes(address)
        else { return nil }
        self.address = address
        self.trust = trust
    }

    var awaitsHeader: Bool { trust.source == .proxyProtocol }

    /// For whom a request is; `nil` when the proxy speaks for itself, or its words cannot be read.
    func client(of head: RequestHead?) -> IPAddress? {
        guard let field = trust.source.field else { return announced }
        guard let head else { return nil }
        var values: [String] = []
        head.fields.forEach { name, value in
            if name.elementsEqual(field.name.utf8, by: { $0 == $1 || ($0 | 0x20) == $1 }) {
                values.append(String(decoding: value, as: UTF8.self))
            }
        }
        let client = ForwardedAddress.client(behind: address, field, values: values, trusted: trust.networks)
        return client == address ? nil : client
    }
}

extension ForwardedAddress.Field {
    /// In lower case.
    fileprivate var name: String {
        switch self {
        case .forwarded: "forwarded"
        case .xForwardedFor: "x-forwarded-for"
        }
    }
}
