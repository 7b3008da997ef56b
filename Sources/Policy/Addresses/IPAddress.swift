/// An IPv4 or IPv6 address as a number: what is dialled, whatever text it was written as.
package enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    case v4(UInt32)
    case v6(UInt128)

    /// Parses the one canonical family of spellings: four plain decimal octets without leading zeros, or RFC 4291
    /// section 2.2 text for IPv6, without brackets and without a zone.
    ///
    /// `nil` for everything that some `inet_aton` would also take (`127.1`, `0x7f.1`, `2130706433`, `0177.0.0.1`).
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        if let address = parseIPv4(bytes[...]) {
            self = .v4(address)
        } else if let address = parseIPv6(bytes[...]) {
            self = .v6(address)
        } else {
            return nil
        }
    }

    /// `nil` unless there are 4 or 16 bytes, in network order.
    package init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16: self = .v6(bytes.reduce(0) { $0 << 8 | UInt128($1) })
        default: return nil
        }
    }

    /// 4 or 16 bytes, in network order.
    package var bytes: [UInt8] {
        switch self {
        case .v4(let value): (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) }
        case .v6(let value): (0..<16).map { UInt8(truncatingIfNeeded: value >> UInt128(120 - 8 * $0)) }
        }
    }

    /// The IPv4 address that an IPv4-mapped one stands for, as a listener for both families reports its peers; else the
    /// same.
    package var unmapped: IPAddress {
        guard case .v6(let value) = self, value >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: value))
    }

    /// The address's length in bits.
    package var bitWidth: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// Dotted quad, or RFC 5952 text.
    package var description: String {
        switch self {
        case .v4: bytes.map { String($0) }.joined(separator: ".")
        case .v6(let value): ipv6Text(value)
        }
    }
}

private func parseIPv4(_ text: ArraySlice<UInt8>) -> UInt32? {
    let octets = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard octets.count == 4 else { return nil }
    var address: UInt32 = 0
    for octet in octets {
        guard (1...3).contains(octet.count), octet.count == 1 || octet.first != UInt8(ascii: "0") else { return nil }
        var value: UInt32 = 0
        for byte in octet {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + UInt32(byte - UInt8(ascii: "0"))
        }
        guard value <= 255 else { return nil }
        address = address << 8 | value
    }
    return address
}

private func parseIPv6(_ text: ArraySlice<UInt8>) -> UInt128? {
    let colon = UInt8(ascii: ":")
    var compression: Int?
    for index in text.indices.dropLast() where text[index] == colon && text[index + 1] == colon {
        guard compression == nil else { return nil }
        compression = index
    }
    guard let compression else {
        guard let groups = hextets(text), groups.count == 8 else { return nil }
        return assemble(groups)
    }
    guard let head = hextets(text[..<compression], mayEndInIPv4: false), let tail = hextets(text[(compression + 2)...]),
        head.count + tail.count <= 7
    else { return nil }
    return assemble(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
}

/// Colon-separated 16-bit groups; the last may be a dotted quad worth two.
private func hextets(_ text: ArraySlice<UInt8>, mayEndInIPv4: Bool = true) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count <= 8 else { return nil }
    var groups: [UInt16] = []
    for (position, part) in parts.enumerated() {
        if position == parts.count - 1, mayEndInIPv4, let address = parseIPv4(part) {
            groups.append(UInt16(address >> 16))
            groups.append(UInt16(truncatingIfNeeded: address))
            continue
        }
        guard (1...4).contains(part.count) else { return nil }
        var value: UInt16 = 0
        for byte in part {
            guard let digit = hexDigit(byte) else { return nil }
            value = value << 4 | UInt16(digit)
        }
        groups.append(value)
    }
    return groups
}

private func assemble(_ groups: [UInt16]) -> UInt128 { groups.reduce(0) { $0 << 16 | UInt128($1) } }

/// RFC 5952 section 4: lower case, no leading zeros, the longest run of at least two zero groups (the first of equals)
/// is `::`, and an IPv4-mapped address shows its dotted quad.
private func ipv6Text(_ value: UInt128) -> String {
    if value >> 32 == 0xFFFF { return "::ffff:\(IPAddress.v4(UInt32(truncatingIfNeeded: value)))" }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: value >> UInt128(112 - 16 * $0)) }
    var longest = 0..<0
    var start = 0
    while start < groups.count {
        let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
        if end - start > max(longest.count, 1) { longest = start..<end }
        start = end + 1
    }
    func text(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
    guard !longest.isEmpty else { return text(groups[...]) }
    return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
}

func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
