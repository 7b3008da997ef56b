/// What a list shows, as the admin API's lists take it; which of it a list knows, its route says.
package struct ListFilter: Sendable {
    /// By name or identifier; of the books, `platform` too.
    package var tenant: String?
    /// By name or identifier.
    package var credential: String?
    /// What `find` takes.
    package var object: String?
    package var state: String?
    package var kind: String?
    /// Seconds ago, or a time as RFC 3339 has it.
    package var since: String?
    package var until: String?
    /// The last of the page before.
    package var before: String?
    package var count: Int

    package init(count: Int = 50) { self.count = count }

    /// - Parameter names: of those members whose name in a query is another.
    func query(state: String = "state", object: String = "object", tenant: String = "tenant") -> [(String, String?)] {
        [
            (tenant, self.tenant), ("credential", credential), (object, self.object), (state, self.state),
            ("kind", kind), ("since", since), ("until", until), ("before", before), ("count", String(count)),
        ]
    }
}
