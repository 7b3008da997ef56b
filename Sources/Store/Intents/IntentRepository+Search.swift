import Policy

/// Intents by whatever name people hold of their object: for operators.
extension IntentRepository {
    /// Objects that one name may stand for: an `order_id` need not be unique.
    package static let searchCountMax = 20

    /// By the intent's own identifier, a webhook event's or a delivery's; by the upstream's id; by the tenant's
    /// idempotency key, `order_id` or `custom_id`.
    ///
    /// - Parameter tokens: the name as the JSON tokens that a tenant may have sent it as.
    /// - Returns: newest first, each once.
    package static func search(
        _ name: String, tokens: [String], of tenantID: TenantID, in reader: any SQLReader
    ) throws -> [Intent] {
        let byText = queries(byText: name, tokens: tokens, "tenant_id = $2", [.id(tenantID)])
        return try all(queries(byID: name) + byText, in: reader) { $0.tenantID == tenantID }
    }

    /// The same among every tenant's.
    package static func searchForOperator(
        _ name: String, tokens: [String], in reader: any SQLReader
    ) throws -> [Intent] {
        let byText = queries(byText: name, tokens: tokens, "tenant_id IN (SELECT id FROM tenants)", [])
        return try all(queries(byID: name) + byText, in: reader) { _ in true }
    }

    private static func all(
        _ queries: [Query], in reader: any SQLReader, where isLookedFor: (Intent) -> Bool
    ) throws -> [Intent] {
        var found: [IntentID: Intent] = [:]
        for query in queries {
            let intents = try reader.rows(
                "SELECT \(Intent.columns) FROM intents WHERE \(query.condition) LIMIT \(searchCountMax)",
                query.arguments, Intent.init(row:))
            for intent in intents where isLookedFor(intent) { found[intent.id] = intent }
        }
        return Array(found.values.sorted { $0.id > $1.id }.prefix(searchCountMax))
    }

    private struct Query {
        let condition: String
        let arguments: [SQLValue]
    }

    private static func queries(byID name: String) -> [Query] {
        var queries: [Query] = []
        if let id = IntentID(name) { queries.append(Query(condition: "intent_id = $1", arguments: [.id(id)])) }
        if let id = WebhookEventID(name) {
            let condition = """
                intent_id IN (SELECT intent_id FROM webhook_events
                    WHERE account_id IN (SELECT id FROM accounts) AND id = $1)
                """
            queries.append(Query(condition: condition, arguments: [.id(id)]))
        }
        if let id = DeliveryID(name) {
            let condition = "intent_id IN (SELECT intent_id FROM webhook_deliveries WHERE id = $1)"
            queries.append(Query(condition: condition, arguments: [.id(id)]))
        }
        return queries
    }

    /// - Parameter tenants: a condition on `tenant_id`, with its arguments from $2 on.
    private static func queries(
        byText name: String, tokens: [String], _ tenants: String, _ tenantArguments: [SQLValue]
    ) -> [Query] {
        let arguments = [.text(name)] + tenantArguments
        let kinds = "kind IN ('payment', 'withdrawal')"
        var queries = [
            """
            intent_id IN (SELECT intent_id FROM owned_objects
                WHERE account_id IN (SELECT id FROM accounts) AND \(kinds) AND upstream_id = $1)
            """,
            "\(tenants) AND idempotency_key = $1", "\(tenants) AND claimed_custom_id = $1",
            "intent_id IN (SELECT intent_id FROM mirrored_objects WHERE \(tenants) AND \(kinds) AND order_id = $1)",
            "intent_id IN (SELECT intent_id FROM mirrored_objects WHERE \(tenants) AND \(kinds) AND custom_id = $1)",
        ].enumerated().map { index, condition in
            Query(condition: condition, arguments: index == 0 ? [.text(name)] : arguments)
        }
        // What nobody has heard of yet is in no mirror, and such intents are few.
        for token in tokens {
            let condition = "\(isUnsettled) AND (tenant_order_id = $1 OR tenant_custom_id = $1)"
            queries.append(Query(condition: condition, arguments: [.text(token)]))
        }
        return queries
    }
}
