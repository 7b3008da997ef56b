/// Addresses that are not plain public unicast, and why a webhook must not go there.
///
/// Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates) and the multicast
/// registries. Blocks that the registries call globally reachable but that no receiver lives in (AS112, AMT, the
/// 6to4 relay) are kept here too: nothing is lost by refusing them.
enum SpecialUseAddresses {
    struct Entry: Sendable {
        let block: CIDRBlock
        let use: String
    }

    static let ipv4: [Entry] = entries([
        ("0.0.0.0/8", "\"this network\" (RFC 791)"),
        ("10.0.0.0/8", "private (RFC 1918)"),
        ("100.64.0.0/10", "carrier-grade NAT (RFC 6598)"),
        ("127.0.0.0/8", "loopback (RFC 1122)"),
        ("168.63.129.16/32", "a cloud provider's host agent"),
        ("169.254.0.0/16", "link-local, where cloud metadata lives (RFC 3927)"),
        ("172.16.0.0/12", "private (RFC 1918)"),
        ("192.0.0.0/24", "IETF protocol assignments (RFC 6890)"),
        ("192.0.2.0/24", "documentation (RFC 5737)"),
        ("192.31.196.0/24", "AS112 (RFC 7535)"),
        ("192.52.193.0/24", "AMT (RFC 7450)"),
        ("192.88.99.0/24", "6to4 relay anycast (RFC 7526)"),
        ("192.168.0.0/16", "private (RFC 1918)"),
        ("192.175.48.0/24", "AS112 (RFC 7534)"),
        ("198.18.0.0/15", "benchmarking (RFC 2544)"),
        ("198.51.100.0/24", "documentation (RFC 5737)"),
        ("203.0.113.0/24", "documentation (RFC 5737)"),
        ("224.0.0.0/4", "multicast (RFC 5771)"),
        ("240.0.0.0/4", "reserved or broadcast (RFC 1112)"),
    ])

    /// Inside 2000::/3. What is outside it is refused as a whole, so it needs no entry except for a better reason.
    static let ipv6: [Entry] = entries([
        ("::/128", "unspecified (RFC 4291)"),
        ("::1/128", "loopback (RFC 4291)"),
        ("64:ff9b:1::/48", "local-use NAT64 (RFC 8215)"),
        ("100::/64", "discard-only (RFC 6666)"),
        ("100:0:0:1::/64", "dummy prefix (RFC 9780)"),
        ("2001::/23", "IETF protocol assignments (RFC 2928)"),
        ("2001:db8::/32", "documentation (RFC 3849)"),
        ("2620:4f:8000::/48", "AS112 (RFC 7534)"),
        ("3fff::/20", "documentation (RFC 9637)"),
        ("5f00::/16", "segment routing SIDs (RFC 9602)"),
        ("fc00::/7", "unique-local (RFC 4193)"),
        ("fe80::/10", "link-local (RFC 4291)"),
        ("fec0::/10", "site-local, deprecated (RFC 3879)"),
        ("ff00::/8", "multicast (RFC 4291)"),
    ])

    /// The only unicast space that IANA hands out (RFC 4291 section 2.4).
    static let globalUnicastIPv6 = CIDRBlock("2000::/3")

    private static func entries(_ list: [(String, String)]) -> [Entry] {
        list.compactMap { text, use in
            guard let block = CIDRBlock(text) else {
                preconditionFailure("\(text) in the special-use table is not a block")
            }
            return Entry(block: block, use: use)
        }
    }
}
