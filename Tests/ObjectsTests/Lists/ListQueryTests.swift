import Policy
import Store
import Testing

@testable import Objects

struct ListQueryTests {
    private static let id = IntentID(ulid: ULID(value: 77))

    @Test func filtersAndPagesAreRead() throws {
        let query = try ListQuery("status=completed&order_id=A%2B1+x&limit=7&cursor=o\(Self.id)&page=9&custom_id=")
        #expect(query.limit == 7)
        #expect(query.position == .olderThan(Self.id))
        #expect(query.filters.map(\.name) == ["order_id", "status"])
        let tenant = TenantID(ulid: ULID(value: 1))
        let filter = query.filter(tenantID: tenant, kind: .payment)
        #expect(filter == MirrorFilter(tenantID: tenant, kind: .payment, status: "completed", orderID: "A+1 x"))
    }

    @Test func defaultsAndBounds() throws {
        for text in [nil, "", "unknown=1", "limit=&offset="] as [Substring?] {
            let query = try ListQuery(text)
            #expect(query.limit == 20 && query.position == .offset(0) && query.filters.isEmpty)
        }
        #expect(try ListQuery("limit=100000").limit == ListQuery.limitMax)
        #expect(try ListQuery("offset=10000").position == .offset(10_000))
        #expect(try ListQuery("cursor=n\(Self.id)&offset=5").position == .newerThan(Self.id))
    }

    @Test(arguments: [
        "limit=0", "limit=-1", "limit=x", "limit=1.5", "offset=-1", "offset=10001", "offset=x",
        "limit=99999999999999999999", "cursor=x", "cursor=o", "cursor=o123", "cursor=z00000000000000000000000001",
        "order_id=%zz", "order_id=%ff", "status", "custom_id=\(String(repeating: "x", count: 601))",
        "order_id=A%001", "status=%00",
    ])
    func whatCannotBeReadIsNamed(query: String) {
        let error = #expect(throws: ListQueryError.self) { try ListQuery(query[...]) }
        #expect(error?.name == query.prefix { $0 != "=" }.description)
        #expect(error?.reason.isEmpty == false)
    }

    @Test func cursorsSurviveTheirText() {
        for cursor in [ListCursor.olderThan(Self.id), .newerThan(Self.id)] {
            #expect(ListCursor(cursor.text) == cursor)
        }
    }
}
