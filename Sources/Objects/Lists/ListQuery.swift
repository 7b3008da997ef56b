import HTTPWire
import Policy
import Store

/// What a tenant asks of a list: filters and a page.
package struct ListQuery: Sendable {
    /// As Django REST Framework's lists have them.
    package static let limitDefault = 20
    package static let limitMax = 100
    /// Beyond this, pages are reached by the links of each page only: skipping rows costs as much as reading them.
    package static let offsetMax = 10_000
    static let filterNames = ["order_id", "custom_id", "status"]

    package private(set) var limit = limitDefault
    package private(set) var position = MirrorPosition.offset(0)
    /// In the order of `filterNames`; absent ones are left out.
    package private(set) var filters: [(name: String, value: String)] = []

    /// Parameters of other names are ignored, as the upstream ignores them. An empty one is none.
    ///
    /// - Parameter query: without its question mark.
    /// - Throws: `ListQueryError` for a parameter that cannot be read.
    package init(_ query: Substring?) throws(ListQueryError) {
        var values: [String: String] = [:]
        for pair in query?.split(separator: "&") ?? [] {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormURLEncoding.unescape(halves[0].utf8) else { continue }
            guard halves.count == 2, let value = FormURLEncoding.unescape(halves[1].utf8) else {
                throw ListQueryError(name, "Malformed.")
            }
            if !value.isEmpty { values[name] = value }
        }
        if let text = values["limit"] { limit = min(try Self.number(text, "limit", in: 1...Int.max), Self.limitMax) }
        if let text = values["offset"] {
            let offset = try Self.number(text, "offset", in: 0...Int.max)
            guard offset <= Self.offsetMax else {
                throw ListQueryError(
                    "offset", "At most \(Self.offsetMax): go on with the cursor of the link to the next page.")
            }
            position = .offset(offset)
        }
        if let text = values["cursor"] {
            guard let cursor = ListCursor(text) else { throw ListQueryError("cursor", "Not a cursor of this list.") }
            position = cursor.position
        }
        for name in Self.filterNames {
            guard let value = values[name] else { continue }
            guard value.utf8.count <= StorableText.indexedBytesMax else { throw ListQueryError(name, "Too long.") }
            guard !StorableText.hasNull(value) else { throw ListQueryError(name, "Null characters are not allowed.") }
            filters.append((name, value))
        }
    }

    private static func number(
        _ text: String, _ name: String, in range: ClosedRange<Int>
    ) throws(ListQueryError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw ListQueryError(name, "A valid integer from \(range.lowerBound) is required.")
        }
        return number
    }

    func filter(tenantID: TenantID, kind: ObjectKind) -> MirrorFilter {
        var filter = MirrorFilter(tenantID: tenantID, kind: kind)
        for (name, value) in filters {
            switch name {
            case "order_id": filter.orderID = value
            case "custom_id": filter.customID = value
            default: filter.status = value
            }
        }
        return filter
    }
}

/// A parameter that cannot be read.
package struct ListQueryError: Error, Hashable, Sendable {
    package let name: String
    /// For the tenant.
    package let reason: String

    init(_ name: String, _ reason: String) {
        self.name = name
        self.reason = reason
    }
}
