import Policy

/// How many objects a list has, without looking at them.
extension ObjectRepository {
    /// A list by `order_id` or `custom_id` is counted up to so many, about a millisecond: a tenant may give one value to
    /// all its objects, and a row for each value would be as large as the mirror.
    package static let referencesCountedMax = 10_000

    /// Exact for lists of all objects and of one status; of those by reference, up to `referencesCountedMax`.
    package static func count(_ filter: MirrorFilter, in reader: any SQLReader) throws -> Int {
        guard filter.orderID == nil, filter.customID == nil else { return try countReferences(filter, in: reader) }
        var conditions = ListConditions()
        conditions.add("tenant_id =", .id(filter.tenantID))
        conditions.add("kind =", .text(filter.kind.rawValue))
        if let status = filter.status { conditions.add("status =", .text(status)) }
        let counts = try reader.rows("SELECT objects FROM mirror_counts \(conditions.clause)", conditions.arguments) {
            try $0.count()
        }
        return counts.reduce(0, +)
    }

    private static func countReferences(_ filter: MirrorFilter, in reader: any SQLReader) throws -> Int {
        var conditions = conditions(of: filter)
        let limit = conditions.place(.count(referencesCountedMax))
        return try reader.count(
            """
            SELECT COUNT(*) FROM (
                SELECT m.intent_id FROM mirrored_objects m \(conditions.clause) LIMIT \(limit)) AS matches
            """, conditions.arguments)
    }

    /// In the commit that moves an object from one status to another, or adds or removes one.
    static func count(
        _ change: Int, of status: String?, of intent: Intent, in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO mirror_counts (tenant_id, kind, status, objects) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, kind, status) DO UPDATE SET objects = mirror_counts.objects + excluded.objects
            """,
            [
                .id(intent.tenantID), .text(intent.kind.rawValue), .text(status ?? ""), .count(change),
            ])
    }
}
