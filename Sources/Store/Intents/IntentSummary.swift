import Policy

/// What a filter of intents comes to, before anything is done with them.
package struct IntentSummary: Hashable, Sendable {
    package let count: Int
    package let oldest: Timestamp?
    /// What the withdrawals among them take, as far as the gateway set it aside.
    package let sums: [CurrencyCode: Amount]

    package init(count: Int, oldest: Timestamp?, sums: [CurrencyCode: Amount]) {
        self.count = count
        self.oldest = oldest
        self.sums = sums
    }
}

extension IntentRepository {
    package static func summarise(_ filter: IntentFilter, in reader: any SQLReader) throws -> IntentSummary {
        let conditions = conditions(of: filter)
        let total = try reader.first(
            "SELECT COUNT(*), MIN(created_at) FROM intents \(conditions.clause)", conditions.arguments
        ) { (try $0.count(), try $0.optionalTime()) }
        var sums: [CurrencyCode: Amount] = [:]
        let amounts = try reader.rows(
            """
            SELECT w.currency, w.amount FROM ledger_withdrawals w
            JOIN (SELECT tenant_id, intent_id FROM intents \(conditions.clause)) i
                ON i.tenant_id = w.tenant_id AND i.intent_id = w.intent_id
            """, conditions.arguments
        ) { (try $0.currency(), try $0.amount()) }
        for (currency, amount) in amounts { sums[currency] = try (sums[currency] ?? .zero).adding(amount) }
        return IntentSummary(count: total?.0 ?? 0, oldest: total?.1, sums: sums)
    }
}
