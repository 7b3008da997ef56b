/// What a URL must be for a webhook to it ever to be delivered: asked when an endpoint or a `callback_url` is taken, so
/// that nobody waits for what cannot come.
///
/// Names are taken as they are: where they lead is judged at every connect, by the same `addresses`.
package struct CallbackPolicy: Hashable, Sendable {
    /// `webhooks.allow_insecure_callback_urls`
    package var allowInsecure: Bool
    package var addresses: AddressPolicy

    package init(allowInsecure: Bool = false, addresses: AddressPolicy = AddressPolicy()) {
        self.allowInsecure = allowInsecure
        self.addresses = addresses
    }

    package func accept(_ text: String) throws(CallbackURLError) -> CallbackURL {
        let url = try CallbackURL(parsing: text, allowInsecure: allowInsecure)
        switch url.host {
        case .address(let address):
            if case .refused(let use) = addresses.judge(address) { throw .specialAddress(address, use: use) }
        case .name(let name):
            let domain = String(name.split(separator: ".").last ?? "")
            if domain == "localhost" {
                let loopback: [IPAddress] = [.v4(0x7F00_0001), .v6(1)]
                guard loopback.contains(where: { addresses.judge($0).isAllowed }) else { throw .localhost(name) }
            } else if Self.namesNobodyResolves.contains(domain) {
                throw .unresolvable(name)
            }
        }
        return url
    }

    /// Top-level domains of which the name system has none, by definition: RFC 6761 section 6.4, RFC 7686, RFC 9476.
    private static let namesNobodyResolves: Set<String> = ["invalid", "onion", "alt"]
}
