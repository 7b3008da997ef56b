import Policy

/// Rolling sums, exact to the millisecond, without reading a day's withdrawals.
extension WithdrawalRepository {
    /// What was begun after `since` and not given back, by currency.
    ///
    /// - Parameter currency: `nil` sums every currency by itself.
    static func sums(
        of tenantID: TenantID, _ currency: CurrencyCode?, since: Timestamp, in store: any SQLReader
    ) throws -> [CurrencyCode: WithdrawalSums] {
        let firstMinute = WithdrawalSums.Span.minute.firstStart(from: since.advanced(by: .milliseconds(1)))
        let firstHour = WithdrawalSums.Span.hour.firstStart(from: firstMinute)
        var sums: [CurrencyCode: WithdrawalSums] = [:]
        func add(_ rows: [(CurrencyCode, WithdrawalSums)]) throws {
            for (currency, row) in rows {
                do { try sums[currency, default: WithdrawalSums()].add(row) } catch {
                    throw WithdrawalRefusal.beyondBounds
                }
            }
        }
        try add(begun(by: tenantID, currency, after: since, before: firstMinute, in: store))
        try add(kept(.minute, of: tenantID, currency, from: firstMinute, before: firstHour, in: store))
        try add(kept(.hour, of: tenantID, currency, from: firstHour, before: nil, in: store))
        return sums
    }

    /// When the hour has room for one more, if it holds `countPerHour` or more: rounded up to the minute.
    static func roomAt(
        for countPerHour: Int, of tenantID: TenantID, _ currencies: Set<CurrencyCode>?, at now: Timestamp,
        in store: any SQLReader
    ) throws -> Timestamp? {
        let since = WithdrawalSums.Span.minute.start(of: now.advanced(by: .zero - WithdrawalLimits.hour))
        let counts = try store.rows(
            """
            SELECT starts_at, currency, count FROM withdrawal_sums
            WHERE tenant_id = $1 AND span = 'minute' AND starts_at >= $2 ORDER BY starts_at DESC
            """, [.id(tenantID), .time(since)]
        ) { (try $0.time(), try $0.currency(), try $0.count()) }
        var newer = 0
        for (minute, currency, count) in counts where currencies?.contains(currency) ?? true {
            newer += count
            guard newer >= countPerHour else { continue }
            return minute.advanced(by: WithdrawalSums.Span.minute.length + WithdrawalLimits.hour)
        }
        return nil
    }

    /// Sums that no window reaches any more, at most `limit` of them.
    ///
    /// - Returns: how many were dropped; call again while it equals `limit`.
    package static func dropOldSums(limit: Int, at now: Timestamp, in store: any SQLWriter) throws -> Int {
        let deadline = now.advanced(by: .zero - WithdrawalSums.retention)
        let old = try store.rows(
            """
            SELECT tenant_id, currency, span, starts_at FROM withdrawal_sums
            WHERE starts_at < $1 ORDER BY starts_at LIMIT $2
            """, [.time(deadline), .count(limit)]
        ) { [SQLValue.text(try $0.text()), .text(try $0.text()), .text(try $0.text()), .time(try $0.time())] }
        for place in old {
            try store.execute(
                """
                DELETE FROM withdrawal_sums
                WHERE tenant_id = $1 AND currency = $2 AND span = $3 AND starts_at = $4
                """, place)
        }
        return old.count
    }

    /// Once, for the withdrawals of a store that kept no sums yet.
    package static func sumEarlier(at now: Timestamp, in store: any SQLWriter) throws {
        guard try !store.exists("SELECT 1 FROM withdrawal_sums LIMIT 1", []) else { return }
        let rows = try store.rows(
            """
            SELECT tenant_id, currency, amount, usd_value, created_at FROM withdrawals
            WHERE state <> 'given_back' AND created_at > $1
            """, [.time(now.advanced(by: .zero - WithdrawalSums.retention))]
        ) {
            (
                tenantID: try $0.id(as: TenantKind.self), currency: try $0.currency(),
                sums: WithdrawalSums(amount: try $0.amount(), usdValue: try $0.optionalAmount()), at: try $0.time()
            )
        }
        for row in rows { try row.sums.add(to: row.tenantID, row.currency, at: row.at, in: store) }
    }

    private static func begun(
        by tenantID: TenantID, _ currency: CurrencyCode?, after since: Timestamp, before end: Timestamp,
        in store: any SQLReader
    ) throws -> [(CurrencyCode, WithdrawalSums)] {
        try store.rows(
            """
            SELECT currency, amount, usd_value FROM withdrawals
            WHERE tenant_id = $1 AND created_at > $2 AND created_at < $3 AND state <> 'given_back'\
            \(currency == nil ? "" : " AND currency = $4")
            """, [.id(tenantID), .time(since), .time(end)] + (currency.map { [.text($0.description)] } ?? [])
        ) {
            (try $0.currency(), WithdrawalSums(amount: try $0.amount(), usdValue: try $0.optionalAmount()))
        }
    }

    private static func kept(
        _ span: WithdrawalSums.Span, of tenantID: TenantID, _ currency: CurrencyCode?, from start: Timestamp,
        before end: Timestamp?, in store: any SQLReader
    ) throws -> [(CurrencyCode, WithdrawalSums)] {
        let end = end ?? Timestamp(millisecondsSinceEpoch: .max)
        return try store.rows(
            """
            SELECT currency, count, amount, usd_value, unpriced FROM withdrawal_sums
            WHERE tenant_id = $1 AND span = $2 AND starts_at >= $3 AND starts_at < $4\
            \(currency == nil ? "" : " AND currency = $5")
            """,
            [.id(tenantID), .text(span.rawValue), .time(start), .time(end)]
                + (currency.map { [.text($0.description)] } ?? [])
        ) { (try $0.currency(), try WithdrawalSums(in: &$0)) }
    }
}
