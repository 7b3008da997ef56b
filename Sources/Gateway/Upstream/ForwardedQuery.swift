import HTTPWire

/// The part of a query string that the upstream may see.
enum ForwardedQuery {
    /// The named parameters as they were spelt; `nil` when there is none.
    static func select(_ names: Set<String>, from query: Substring?) -> String? {
        guard let query, !names.isEmpty else { return nil }
        let pairs = query.split(separator: "&").filter { pair in
            guard let name = FormURLEncoding.unescape(pair.prefix { $0 != "=" }.utf8) else { return false }
            return names.contains(name)
        }
        return pairs.isEmpty ? nil : pairs.joined(separator: "&")
    }
}
