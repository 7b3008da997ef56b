import HTTPWire
import Policy
import Store

/// One page of a tenant's list, in the upstream's shape.
package struct ListPage: Sendable {
    private let query: ListQuery
    private let total: Int
    private let items: [(intent: Intent, row: MirrorRow)]
    private let hasOlder: Bool
    private let hasNewer: Bool

    /// Reads one row more than the page has, to know whether there is another page.
    package init(_ query: ListQuery, tenantID: TenantID, kind: ObjectKind, in reader: any SQLReader) throws {
        let filter = query.filter(tenantID: tenantID, kind: kind)
        let found = try ObjectRepository.page(filter, at: query.position, limit: query.limit + 1, in: reader)
        let isWhole = found.count <= query.limit
        self.query = query
        total = try ObjectRepository.count(filter, in: reader)
        switch query.position {
        case .offset(let offset):
            items = Array(found.prefix(query.limit))
            (hasOlder, hasNewer) = (!isWhole, offset > 0)
        case .olderThan:
            items = Array(found.prefix(query.limit))
            (hasOlder, hasNewer) = (!isWhole, !found.isEmpty)
        case .newerThan:
            items = Array(found.suffix(query.limit))
            (hasOlder, hasNewer) = (!found.isEmpty, !isWhole)
        }
    }

    /// - Parameter url: the list's own, on this gateway.
    package func json(shape: UpstreamDialect.WithdrawalList, url: String) throws -> JSONValue {
        let objects = JSONValue.array(try items.map { try TenantBody.listing($0.intent, $0.row) })
        switch shape {
        case .withdrawals: return ["withdrawals": objects, "total": .integer(total)]
        case .results:
            return [
                "count": .integer(total), "next": next(url).map { .text($0) } ?? .null,
                "previous": previous(url).map { .text($0) } ?? .null, "results": objects,
            ]
        }
    }

    /// RFC 8288: every row is reached by it, also where the body has no place for links. `nil` for a list of one page.
    package func linkField(url: String) -> String? {
        let links = [(next(url), "next"), (previous(url), "prev")].compactMap { target, relation in
            target.map { "<\($0)>; rel=\"\(relation)\"" }
        }
        return links.isEmpty ? nil : links.joined(separator: ", ")
    }

    private func next(_ url: String) -> String? {
        hasOlder ? items.last.map { link(.olderThan($0.intent.id), url) } : nil
    }

    private func previous(_ url: String) -> String? {
        hasNewer ? items.first.map { link(.newerThan($0.intent.id), url) } : nil
    }

    private func link(_ cursor: ListCursor, _ url: String) -> String {
        let pairs = query.filters + [("limit", String(query.limit)), ("cursor", cursor.text)]
        return url + "?" + FormURLEncoding.encode(pairs)
    }
}
