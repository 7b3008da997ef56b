import Policy

/// What was begun and not given back, of one currency. The part without a USD value keeps its amount, so that it can be
/// valued later and never counts as nothing.
struct WithdrawalSums: Hashable, Sendable {
    /// How finely they are kept. Who asks for a window that begins now minus some time reads whole hours, the minutes
    /// of its first hour, and of its first minute the withdrawals themselves: exact, and some hundred rows at most.
    enum Span: String, CaseIterable, Sendable {
        case minute, hour

        var length: Duration { self == .minute ? .seconds(60) : .seconds(3600) }

        /// The start of the span that `time` is in.
        func start(of time: Timestamp) -> Timestamp {
            let length = length.wholeMilliseconds
            let milliseconds = time.millisecondsSinceEpoch
            let rest = milliseconds % length
            return Timestamp(millisecondsSinceEpoch: milliseconds - (rest < 0 ? rest + length : rest))
        }

        /// The start of the first span that begins at `time` or later.
        func firstStart(from time: Timestamp) -> Timestamp {
            let start = start(of: time)
            return start < time ? start.advanced(by: length) : start
        }
    }

    /// Longer than any window.
    static let retention: Duration = ApprovalThreshold.windowRange.upperBound + .seconds(86_400)

    private(set) var count = 0
    private(set) var amount = Amount.zero
    private(set) var usdValue = Amount.zero
    private(set) var unpriced = Amount.zero

    init() {}

    /// Of one withdrawal.
    init(amount: Amount, usdValue: Amount?) {
        count = 1
        self.amount = amount
        self.usdValue = usdValue ?? .zero
        unpriced = usdValue == nil ? amount : .zero
    }

    /// From the columns `count`, `amount`, `usd_value` and `unpriced`.
    init(in row: inout SQLRow) throws {
        count = try row.count()
        amount = try row.amount()
        usdValue = try row.amount()
        unpriced = try row.amount()
    }

    mutating func add(_ other: WithdrawalSums) throws(AmountError) {
        amount = try amount.adding(other.amount)
        usdValue = try usdValue.adding(other.usdValue)
        unpriced = try unpriced.adding(other.unpriced)
        count += other.count
    }

    mutating func subtract(_ other: WithdrawalSums) throws(AmountError) {
        amount = try amount.subtracting(other.amount)
        usdValue = try usdValue.subtracting(other.usdValue)
        unpriced = try unpriced.subtracting(other.unpriced)
        count -= other.count
    }
}

/// The rows of `withdrawal_sums`, changed with what they sum.
extension WithdrawalSums {
    /// - Throws: `WithdrawalRefusal.beyondBounds`.
    func add(to tenantID: TenantID, _ currency: CurrencyCode, at time: Timestamp, in store: any SQLWriter) throws {
        for span in Span.allCases {
            let place = Self.place(tenantID, currency, span, at: time)
            let before = try Self.find(place, in: store)
            var after = before ?? WithdrawalSums()
            do { try after.add(self) } catch { throw WithdrawalRefusal.beyondBounds }
            try after.write(to: place, over: before, in: store)
        }
    }

    /// Of a span that is past its retention nothing is left to subtract from.
    func subtract(
        from tenantID: TenantID, _ currency: CurrencyCode, at time: Timestamp, in store: any SQLWriter
    ) throws {
        for span in Span.allCases {
            let place = Self.place(tenantID, currency, span, at: time)
            guard let before = try Self.find(place, in: store) else { continue }
            var after = before
            try after.subtract(self)
            try after.write(to: place, over: before, in: store)
        }
    }

    private static func place(
        _ tenantID: TenantID, _ currency: CurrencyCode, _ span: Span, at time: Timestamp
    ) -> [SQLValue] {
        [.id(tenantID), .text(currency.description), .text(span.rawValue), .time(span.start(of: time))]
    }

    private static func find(_ place: [SQLValue], in store: any SQLReader) throws -> WithdrawalSums? {
        try store.first(
            """
            SELECT count, amount, usd_value, unpriced FROM withdrawal_sums
            WHERE tenant_id = $1 AND currency = $2 AND span = $3 AND starts_at = $4
            """, place
        ) { try WithdrawalSums(in: &$0) }
    }

    /// Only where it still is as it was read: a store whose transactions run side by side must not lose a withdrawal.
    private func write(to place: [SQLValue], over before: WithdrawalSums?, in store: any SQLWriter) throws {
        let changed = try store.execute(
            """
            INSERT INTO withdrawal_sums (tenant_id, currency, span, starts_at, count, amount, usd_value, unpriced)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (tenant_id, currency, span, starts_at) DO UPDATE SET count = excluded.count,
                amount = excluded.amount, usd_value = excluded.usd_value, unpriced = excluded.unpriced
                WHERE withdrawal_sums.count = $9 AND withdrawal_sums.amount = $10
            """,
            place + [
                .count(count), .amount(amount), .amount(usdValue), .amount(unpriced),
                .count(before?.count ?? 0), .amount(before?.amount ?? .zero),
            ])
        guard changed == 1 else { throw StoreError.unavailable("a sum of withdrawals changed meanwhile") }
    }
}
