/// Host = uri-host [ ":" port ] (RFC 9110, section 7.2), without user information, percent escapes, sub-delimiters
/// and empty ports: no name of the DNS and no address needs them.
enum HostSyntax {
    static func isValid(_ value: Span<UInt8>) -> Bool {
        guard !value.isEmpty else { return false }
        var index = 0
        if value[0] == UInt8(ascii: "[") {
            guard let close = value.firstIndex(of: UInt8(ascii: "]")) else { return false }
            guard isAddress(value.extracting(1..<close)) else { return false }
            index = close + 1
        } else {
            while index < value.count, isNameByte(value[index]) { index += 1 }
            guard index > 0 else { return false }
        }
        if index == value.count { return true }
        guard value[index] == UInt8(ascii: ":") else { return false }
        return isPort(value.extracting(index + 1..<value.count))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~")
    }

    /// The alphabet of an IPv6 address with at least two colons; whether it names a host is the router's question.
    private static func isAddress(_ value: Span<UInt8>) -> Bool {
        var colons = 0
        for index in value.indices {
            let byte = value[index]
            if byte == UInt8(ascii: ":") { colons += 1 }
            guard byte.hexValue != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") else { return false }
        }
        return colons >= 2
    }

    private static func isPort(_ value: Span<UInt8>) -> Bool {
        guard (1...5).contains(value.count) else { return false }
        var port = 0
        for index in value.indices {
            guard value[index].isDigit else { return false }
            port = port * 10 + Int(value[index] &- 0x30)
        }
        return port <= 65535
    }
}
