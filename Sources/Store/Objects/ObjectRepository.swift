import Policy

/// The mirror of upstream objects: every function of a tenant's list names the tenant first.
package enum ObjectRepository {
    package static func upsert(
        _ row: MirrorRow, of intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let earlier = try freshness(of: intent, in: store)
        if earlier == nil || earlier?.status != row.status {
            if let earlier { try count(-1, of: earlier.status, of: intent, in: store) }
            try count(1, of: row.status, of: intent, in: store)
        }
        try store.execute(
            """
            INSERT INTO mirrored_objects
                (tenant_id, kind, intent_id, status, order_id, custom_id, object, observed_at, checked_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (tenant_id, kind, intent_id) DO UPDATE SET
                status = excluded.status, order_id = excluded.order_id, custom_id = excluded.custom_id,
                object = excluded.object, observed_at = excluded.observed_at, checked_at = excluded.checked_at
            """,
            [
                .id(intent.tenantID), .text(intent.kind.rawValue), .id(intent.id), .optionalText(row.status),
                .optionalText(row.orderID), .optionalText(row.customID), .blob(row.object),
                .optionalText(row.observedAt), .time(now),
            ])
    }

    package static func find(_ intent: Intent, in reader: any SQLReader) throws -> MirrorRow? {
        try reader.first(
            "SELECT \(columns) FROM mirrored_objects m WHERE tenant_id = $1 AND kind = $2 AND intent_id = $3",
            [.id(intent.tenantID), .text(intent.kind.rawValue), .id(intent.id)]
        ) { try row(in: &$0) }
    }

    /// Takes the right to ask the upstream about it, which one of many readers gets.
    ///
    /// - Parameter known: what the decision to ask rests on.
    /// - Returns: `false` when somebody has asked, or something was told, since.
    package static func claimQuestion(
        about intent: Intent, after known: MirrorFreshness, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        try store.execute(
            """
            UPDATE mirrored_objects SET checked_at = $5
            WHERE tenant_id = $1 AND kind = $2 AND intent_id = $3 AND checked_at = $4
            """,
            [
                .id(intent.tenantID), .text(intent.kind.rawValue), .id(intent.id), .time(known.checkedAt), .time(now),
            ]) == 1
    }

    package static func freshness(of intent: Intent, in reader: any SQLReader) throws -> MirrorFreshness? {
        try reader.first(
            "SELECT status, checked_at FROM mirrored_objects WHERE tenant_id = $1 AND kind = $2 AND intent_id = $3",
            [.id(intent.tenantID), .text(intent.kind.rawValue), .id(intent.id)]
        ) { MirrorFreshness(status: try $0.optionalText(), checkedAt: try $0.time()) }
    }

    package static func status(of intent: Intent, in reader: any SQLReader) throws -> String? {
        try reader.first(
            "SELECT status FROM mirrored_objects WHERE tenant_id = $1 AND kind = $2 AND intent_id = $3",
            [.id(intent.tenantID), .text(intent.kind.rawValue), .id(intent.id)]
        ) { try $0.optionalText() } ?? nil
    }

    /// Newest first, each with its intent.
    package static func page(
        _ filter: MirrorFilter, at position: MirrorPosition, limit: Int, in reader: any SQLReader
    ) throws -> [(intent: Intent, row: MirrorRow)] {
        var conditions = conditions(of: filter)
        let limit = conditions.place(.count(limit))
        var order = "DESC"
        var offset = ""
        switch position {
        case .offset(let count): offset = "OFFSET \(conditions.place(.count(count)))"
        case .olderThan(let id): conditions.add("m.intent_id <", .id(id))
        case .newerThan(let id):
            conditions.add("m.intent_id >", .id(id))
            order = "ASC"
        }
        let found = try reader.rows(
            """
            SELECT \(SQLText.columns(Intent.columns, of: "i")), \(columns) FROM mirrored_objects m
            JOIN intents i ON i.tenant_id = m.tenant_id AND i.intent_id = m.intent_id
            \(conditions.clause) ORDER BY m.intent_id \(order) LIMIT \(limit) \(offset)
            """, conditions.arguments
        ) { (intent: try Intent(row: &$0), row: try row(in: &$0)) }
        return order == "ASC" ? found.reversed() : found
    }

    static func conditions(of filter: MirrorFilter) -> ListConditions {
        var conditions = ListConditions()
        conditions.add("m.tenant_id =", .id(filter.tenantID))
        conditions.add("m.kind =", .text(filter.kind.rawValue))
        if let status = filter.status { conditions.add("m.status =", .text(status)) }
        if let orderID = filter.orderID { conditions.add("m.order_id =", .text(orderID)) }
        if let customID = filter.customID { conditions.add("m.custom_id =", .text(customID)) }
        return conditions
    }

    /// With its place in the lists' counts.
    static func remove(_ intent: Intent, status: String?, in store: any SQLWriter) throws {
        try store.execute(
            "DELETE FROM mirrored_objects WHERE tenant_id = $1 AND kind = $2 AND intent_id = $3",
            [.id(intent.tenantID), .text(intent.kind.rawValue), .id(intent.id)])
        try count(-1, of: status, of: intent, in: store)
    }

    static let columns = "m.status, m.order_id, m.custom_id, m.object, m.observed_at"

    static func row(in row: inout SQLRow) throws -> MirrorRow {
        MirrorRow(
            status: try row.optionalText(), orderID: try row.optionalText(), customID: try row.optionalText(),
            object: try row.blob(), observedAt: try row.optionalText())
    }
}
