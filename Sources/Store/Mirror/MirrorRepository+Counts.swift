import Policy

/// How many objects a list has, without looking at them.
extension MirrorRepository {
    /// A list by `order_id` or `custom_id` is counted up to so many, about a millisecond: a tenant may give one value to
    /// all its objects, and a row for each value would be as large as the mirror.
    package static let referencesCountedMax = 10_000

    /// Exact for lists of all objects and of one status; of those by reference, up to `referencesCountedMax`.
    package static func count(_ filter: MirrorFilter, in reader: any SQLReader) throws -> Int {
        guard filter.orderID == nil, filter.customID == nil else { return try countReferences(filter, in: reader) }
        var condition = "tenant_id = $1 AND kind = $2"
        var arguments: [SQLValue] = [.id(filter.tenantID), .text(filter.kind.rawValue)]
        if let status = filter.status {
            condition += " AND status = $3"
            arguments.append(.text(status))
        }
        let counts = try reader.rows("SELECT objects FROM mirror_counts WHERE \(condition)", arguments) {
            try $0.count()
        }
        return counts.reduce(0, +)
    }

    private static func countReferences(_ filter: MirrorFilter, in reader: any SQLReader) throws -> Int {
        var (condition, arguments) = condition(of: filter)
        arguments.append(.integer(Int64(referencesCountedMax)))
        return try reader.first(
            """
            SELECT COUNT(*) FROM (
                SELECT m.intent_id FROM mirrored_objects m WHERE \(condition) LIMIT $\(arguments.count)) AS matches
            """, arguments
        ) { try $0.count() } ?? 0
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
                .id(intent.tenantID), .text(intent.kind.rawValue), .text(status ?? ""), .integer(Int64(change)),
            ])
    }
}
