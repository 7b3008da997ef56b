import HTTPWire

/// The part of a query string that the upstream may see.
enum ForwardedQuery {
    /// The named parameters as they were spelt, in RFC 3986's alphabet; `nil` when there is none.
    static func select(_ names: [String], from query: Substring?) -> String? {
        guard let query, !names.isEmpty else { return nil }
        if holdsNothingBut(names, query.utf8.span) { return RequestQuery.encoded(String(query)) }
        let pairs = query.split(separator: "&").filter { pair in
            guard let name = FormURLEncoding.unescape(pair.prefix { $0 != "=" }.utf8) else { return false }
            return names.contains(name)
        }
        return pairs.isEmpty ? nil : RequestQuery.encoded(pairs.joined(separator: "&"))
    }

    /// Whether every pair's name is a given one, letter for letter: the usual query, which then goes on whole.
    private static func holdsNothingBut(_ names: [String], _ query: Span<UInt8>) -> Bool {
        var start = 0
        while start <= query.count {
            let end = query.firstIndex(of: UInt8(ascii: "&"), from: start) ?? query.count
            let pair = query.extracting(start..<end)
            let name = pair.extracting(first: pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count)
            guard names.contains(where: { $0.utf8.span.equals(name) }) else { return false }
            start = end + 1
        }
        return true
    }
}
