/// A block of addresses of one family: `10.0.0.0/8`, `fc00::/7`; a bare address is a block of one.
package struct CIDRBlock: Hashable, Sendable, CustomStringConvertible {
    package let base: IPAddress
    /// 0…32 or 0…128.
    package let prefixLength: Int

    /// `nil` when the length is out of range or `base` has bits set behind it: such text is a mistake, not a block.
    package init?(base: IPAddress, prefixLength: Int) {
        guard (0...base.bitWidth).contains(prefixLength), base.truncated(to: prefixLength) == base else { return nil }
        self.base = base
        self.prefixLength = prefixLength
    }

    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(first) else { return nil }
        switch parts.count {
        case 1:
            self.init(base: base, prefixLength: base.bitWidth)
        case 2:
            let digits = parts[1].utf8
            guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
                let length = Int(parts[1])
            else { return nil }
            self.init(base: base, prefixLength: length)
        default:
            return nil
        }
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.bitWidth == base.bitWidth && address.truncated(to: prefixLength) == base
    }

    package var description: String { "\(base)/\(prefixLength)" }
}

extension IPAddress {
    /// The address with every bit behind the first `prefixLength` cleared.
    fileprivate func truncated(to prefixLength: Int) -> IPAddress {
        switch self {
        case .v4(let value):
            .v4(prefixLength == 0 ? 0 : value & (~UInt32(0) << UInt32(32 - prefixLength)))
        case .v6(let value):
            .v6(prefixLength == 0 ? 0 : value & (~UInt128(0) << UInt128(128 - prefixLength)))
        }
    }
}
