import Policy

/// Intents and the ownership of what they created. Every function composes into its caller's transaction.
package enum IntentRepository {
    /// - Throws: `StoreError.constraint` when the tenant's key or a withdrawal's `custom_id` is taken.
    package static func insert(_ intent: Intent, in store: any SQLWriter) throws {
        try store.execute(
            """
            INSERT INTO intents (intent_id, tenant_id, account_id, kind, state, idempotency_key, fingerprint,
                callback_token, tenant_callback_url, tenant_order_id, tenant_custom_id, claimed_custom_id, created_at,
                updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
            """, intent.insertArguments)
        if let customID = intent.claimedCustomID {
            try CustomIDClaims.claim(customID, by: intent.id, of: intent.tenantID, in: store)
        }
    }

    package static func find(
        tenantID: TenantID, idempotencyKey: String, in store: any SQLReader
    ) throws -> Intent? {
        try first("tenant_id = $1 AND idempotency_key = $2", [.id(tenantID), .text(idempotencyKey)], in: store)
    }

    /// The withdrawal that has a `custom_id` to itself, with or without a key.
    package static func find(
        tenantID: TenantID, claimedCustomID: String, in store: any SQLReader
    ) throws -> Intent? {
        try first(
            """
            tenant_id = $1
                AND intent_id = (SELECT intent_id FROM custom_id_claims WHERE tenant_id = $1 AND custom_id = $2)
            """, [.id(tenantID), .text(claimedCustomID)], in: store)
    }

    package static func find(
        callbackToken: String, accountID: AccountID, in store: any SQLReader
    ) throws -> Intent? {
        try first("callback_token = $1 AND account_id = $2", [.text(callbackToken), .id(accountID)], in: store)
    }

    package static func find(_ id: IntentID, of tenantID: TenantID, in store: any SQLReader) throws -> Intent? {
        try first("tenant_id = $1 AND intent_id = $2", [.id(tenantID), .id(id)], in: store)
    }

    /// Of whatever tenant: operators name an intent alone.
    package static func findForOperator(_ id: IntentID, in store: any SQLReader) throws -> Intent? {
        try first("intent_id = $1", [.id(id)], in: store)
    }

    /// Whoever owns it: for webhooks, which name an account and not a tenant.
    package static func find(
        upstreamID: String, accountID: AccountID, kind: ObjectKind, in store: any SQLReader
    ) throws -> Intent? {
        try first(
            """
            (tenant_id, intent_id) = (SELECT tenant_id, intent_id FROM owned_objects
                                      WHERE account_id = $1 AND kind = $2 AND upstream_id = $3)
            """, [.id(accountID), .text(kind.rawValue), .text(upstreamID)], in: store)
    }

    /// The intent behind an object of this tenant; `nil` for everybody else's, as if it did not exist.
    package static func find(
        ownedBy tenantID: TenantID, upstreamID: String, accountID: AccountID, kind: ObjectKind,
        in store: any SQLReader
    ) throws -> Intent? {
        guard StorableText.isIndexable(upstreamID) else { return nil }
        return try first(
            """
            tenant_id = $1 AND intent_id = (SELECT intent_id FROM owned_objects
                WHERE tenant_id = $1 AND account_id = $2 AND kind = $3 AND upstream_id = $4)
            """, [.id(tenantID), .id(accountID), .text(kind.rawValue), .text(upstreamID)], in: store)
    }

    /// Newest first, of every tenant unless the filter names one: for operators.
    package static func list(_ filter: IntentFilter, in reader: any SQLReader) throws -> [Intent] {
        var conditions = conditions(of: filter)
        let limit = conditions.place(.count(filter.limit))
        return try reader.rows(
            "SELECT \(Intent.columns) FROM intents \(conditions.clause) ORDER BY intent_id DESC LIMIT \(limit)",
            conditions.arguments, Intent.init(row:))
    }

    static func conditions(of filter: IntentFilter) -> ListConditions {
        var conditions = ListConditions()
        for (few, condition) in [(unsettledStates, isUnsettled), (failedStates, isFailed)]
        where few.isSuperset(of: filter.states) { conditions.add(condition) }
        if Set(filter.states) != Set(IntentState.allCases) {
            let states = filter.states.map { conditions.place(.text($0.rawValue)) }.joined(separator: ", ")
            conditions.add("state IN (\(states))")
        }
        if let tenantID = filter.tenantID { conditions.add("tenant_id =", .id(tenantID)) }
        if let accountID = filter.accountID { conditions.add("account_id =", .id(accountID)) }
        if let kind = filter.kind { conditions.add("kind = '\(kind.rawValue)'") }
        if let time = filter.createdBefore { conditions.add("created_at <", .time(time)) }
        if let ids = filter.ids {
            let places = ids.map { conditions.place(.id($0)) }.joined(separator: ", ")
            conditions.add("intent_id IN (\(places))")
        }
        conditions.add(filter.span, column: "created_at", id: "intent_id", of: IntentID.self)
        if let before = filter.before { conditions.add("intent_id <", .id(before)) }
        return conditions
    }

    /// Of how many intents, the newest, `creationStatus` looks.
    private static let creationsLookedAtMax = 1000

    /// What the upstream lately answered a creation with: its documents do not say.
    ///
    /// - Returns: `nil` when none of the newest intents has an answer of that account and kind.
    package static func creationStatus(
        of kind: ObjectKind, accountID: AccountID, in reader: any SQLReader
    ) throws -> Int? {
        try reader.first(
            """
            SELECT response_status FROM (
                SELECT intent_id, account_id, kind, state, response_status, response_resolved FROM intents
                ORDER BY intent_id DESC LIMIT $3) AS newest
            WHERE account_id = $1 AND kind = $2 AND state = 'succeeded' AND response_status IS NOT NULL
                AND response_resolved = 0
            ORDER BY intent_id DESC LIMIT 1
            """, [.id(accountID), .text(kind.rawValue), .count(creationsLookedAtMax)]
        ) { try $0.count() }
    }

    /// The newest writes of an account, newest first: how deep in its list an object lies. Of the newest `limit` of all
    /// accounts, as this is an estimate.
    package static func newest(
        of kind: ObjectKind, accountID: AccountID, limit: Int, in reader: any SQLReader
    ) throws -> [IntentID] {
        try reader.rows(
            """
            SELECT intent_id FROM (
                SELECT intent_id, account_id, kind, state FROM intents ORDER BY intent_id DESC LIMIT $3) AS newest
            WHERE account_id = $1 AND kind = $2 AND state NOT IN ('refused', 'abandoned')
            ORDER BY intent_id DESC
            """, [.id(accountID), .text(kind.rawValue), .count(limit)]
        ) { try $0.id() }
    }

    /// The few whose outcome is open, by state. Those that are settled are too many to be counted.
    package static func countUnsettled(in store: any SQLReader) throws -> [IntentState: Int] {
        let counts = try store.rows("SELECT state, COUNT(*) FROM intents WHERE \(isUnsettled) GROUP BY state", []) {
            row in
            (try row.text(), try row.count())
        }
        return Dictionary(
            uniqueKeysWithValues: counts.compactMap { name, count in
                IntentState(rawValue: name).map { ($0, count) }
            })
    }

    /// The condition of the index `intents_by_unsettled_state`, word for word: the planner takes no other for it. Without
    /// `IN`: SQLite builds a table of more than two values each time that it checks a row.
    static let isUnsettled = "(state = 'in_flight' OR state = 'unknown' OR state = 'confirmed')"
    private static let unsettledStates: Set<IntentState> = [.inFlight, .unknown, .confirmed]
    /// The same of the index `intents_failed`.
    private static let isFailed = "state IN ('refused', 'abandoned')"
    private static let failedStates: Set<IntentState> = [.refused, .abandoned]

    private static func first(_ condition: String, _ arguments: [SQLValue], in store: any SQLReader) throws -> Intent? {
        try store.first("SELECT \(Intent.columns) FROM intents WHERE \(condition)", arguments, Intent.init(row:))
    }
}
