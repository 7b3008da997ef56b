/// Whether a webhook may be sent to an address: the last word against server-side request forgery.
///
/// It judges the number that is dialled, at every connect, so that neither a spelling nor a changed DNS answer gets
/// round it. Public unicast is allowed; all else is refused unless the operator listed it.
package struct AddressPolicy: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        case allowed
        /// Why, in words fit for an operator: the block's use.
        case refused(String)

        package var isAllowed: Bool { self == .allowed }
    }

    /// `webhooks.allowed_networks`: blocks that are allowed although they are special.
    package var allowedNetworks: [CIDRBlock]

    package init(allowedNetworks: [CIDRBlock] = []) { self.allowedNetworks = allowedNetworks }

    package func judge(_ address: IPAddress) -> Verdict {
        if allowedNetworks.contains(where: { $0.contains(address) }) { return .allowed }
        switch address {
        case .v4: return judge(address, against: SpecialUseAddresses.ipv4)
        case .v6(let value): return judgeIPv6(address, value)
        }
    }

    /// An address that carries an IPv4 address ends, by a translator or a tunnel, at that one: it is judged instead.
    private func judgeIPv6(_ address: IPAddress, _ value: UInt128) -> Verdict {
        if let embedding = IPv4Embedding(value) {
            for embedded in embedding.addresses {
                if case .refused(let use) = judge(.v4(embedded)) {
                    return .refused("\(embedding.name) of \(IPAddress.v4(embedded)): \(use)")
                }
            }
            return .allowed
        }
        if case .refused(let use) = judge(address, against: SpecialUseAddresses.ipv6) { return .refused(use) }
        guard let global = SpecialUseAddresses.globalUnicastIPv6, global.contains(address) else {
            return .refused("not global unicast (RFC 4291)")
        }
        return .allowed
    }

    private func judge(_ address: IPAddress, against entries: [SpecialUseAddresses.Entry]) -> Verdict {
        entries.first { $0.block.contains(address) }.map { .refused($0.use) } ?? .allowed
    }
}

/// IPv4 addresses inside an IPv6 address, for each form that some network path unwraps.
struct IPv4Embedding {
    let name: String
    let addresses: [UInt32]

    init?(_ value: UInt128) {
        func word(_ shift: Int) -> UInt32 { UInt32(truncatingIfNeeded: value >> UInt128(shift)) }
        if value >> 32 == 0xFFFF {
            (name, addresses) = ("IPv4-mapped form", [word(0)])
        } else if value >> 32 == 0, value > 1 {
            (name, addresses) = ("IPv4-compatible form", [word(0)])
        } else if value >> 32 == 0x64_FF9B << 64 {
            (name, addresses) = ("NAT64 form", [word(0)])
        } else if value >> 112 == 0x2002 {
            (name, addresses) = ("6to4 form", [word(80)])
        } else if value >> 96 == 0x2001_0000 {
            // RFC 4380 section 4: the server, and the client's mapped address with every bit inverted.
            (name, addresses) = ("Teredo form", [word(64), ~word(0)])
        } else if value >> 32 == 0xFFFF << 16 {
            (name, addresses) = ("IPv4-translated form (RFC 2765)", [word(0)])
        } else {
            return nil
        }
    }
}
