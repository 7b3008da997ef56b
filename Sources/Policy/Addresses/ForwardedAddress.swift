/// Whom a chain of proxies says that it speaks for.
///
/// Each proxy adds the address that it saw to the right of what it was given, which anybody may have written. So the
/// chain is read from the right, and only as far as those who wrote it are trusted.
package enum ForwardedAddress {
    /// Which field the proxies write. Clients can send the others as they like, so there is no guessing.
    package enum Field: String, CaseIterable, Hashable, Sendable {
        /// RFC 7239.
        case forwarded
        case xForwardedFor = "x_forwarded_for"
    }

    /// Elements of a chain that are looked at: more proxies than this stand nowhere in a row.
    private static let hopsMax = 32

    /// The last address that a trusted proxy vouches for: `peer` itself when it is not trusted or says nothing usable.
    ///
    /// - Parameter values: the field's values in the order received; several are one list (RFC 9110, section 5.3).
    package static func client(
        behind peer: IPAddress, _ field: Field, values: [String], trusted: [CIDRBlock]
    ) -> IPAddress {
        var client = peer
        let hops = values.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for hop in hops.reversed().prefix(hopsMax) {
            guard trusted.contains(where: { $0.contains(client) }), let address = address(of: hop, field) else { break }
            client = address
        }
        return client
    }

    private static func address(of hop: Substring, _ field: Field) -> IPAddress? {
        switch field {
        case .xForwardedFor: node(trimmed(hop))
        case .forwarded: forwardedFor(hop).flatMap { node($0) }
        }
    }

    /// RFC 7239, section 4: `for=` among parameters that `;` separates, its value perhaps quoted.
    private static func forwardedFor(_ hop: Substring) -> Substring? {
        for pair in hop.split(separator: ";") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, trimmed(halves[0]).lowercased() == "for" else { continue }
            let value = trimmed(halves[1])
            guard value.first == "\"" else { return value }
            return value.count > 1 && value.last == "\"" ? value.dropFirst().dropLast() : nil
        }
        return nil
    }

    /// RFC 7239, section 6: an address with or without a port; IPv6 in brackets, or bare as X-Forwarded-For has it.
    private static func node(_ text: Substring) -> IPAddress? {
        if let address = IPAddress(text) { return address }
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || isPort(rest) else { return nil }
            return IPAddress(text[text.index(after: text.startIndex)..<close])
        }
        guard let colon = text.firstIndex(of: ":"), isPort(text[colon...]) else { return nil }
        return IPAddress(text[..<colon])
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && (2...6).contains(text.utf8.count)
            && text.utf8.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
