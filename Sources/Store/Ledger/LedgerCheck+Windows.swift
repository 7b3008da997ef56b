import Policy

/// What limits count beside the withdrawals that they are about.
extension LedgerCheck {
    /// One row of `withdrawal_sums`.
    private struct Window: Hashable {
        let tenantID: TenantID
        let currency: CurrencyCode
        let span: WithdrawalSums.Span
        let start: Timestamp

        var place: String { "withdrawal_sums \(tenantID)/\(currency)/\(span.rawValue)/\(start.millisecondsSinceEpoch)" }
    }

    /// Each sum is that of the withdrawals of its time that were not given back. What no window reaches any more counts
    /// for nothing, and goes piece by piece.
    mutating func compareWindows(at now: Timestamp, in store: any SQLReader) throws {
        let oldest = now.advanced(by: .zero - ApprovalThreshold.windowRange.upperBound)
        var unseen = try sumWithdrawals(since: oldest, in: store)
        _ = try store.rows(
            """
            SELECT tenant_id, currency, span, starts_at, count, amount, usd_value, unpriced FROM withdrawal_sums
            WHERE starts_at >= $1
            """, [.time(oldest)]
        ) { row in
            do {
                let window = Window(
                    tenantID: try row.id(), currency: try row.currency(), span: try row.choice(),
                    start: try row.time())
                let summed = unseen.removeValue(forKey: window) ?? WithdrawalSums()
                compare(try WithdrawalSums(in: &row), to: summed, window)
            } catch StoreError.corrupt(let reason) {
                reportUnreadable("withdrawal_sums", &row, keyCount: 4, reason)
            }
        }
        for (window, summed) in unseen.sorted(by: { $0.key.place < $1.key.place }) {
            compare(WithdrawalSums(), to: summed, window)
        }
    }

    /// - Returns: `nil` for a sum beyond all bounds.
    private mutating func sumWithdrawals(
        since oldest: Timestamp, in store: any SQLReader
    ) throws -> [Window: WithdrawalSums?] {
        var sums: [Window: WithdrawalSums?] = [:]
        _ = try store.rows(
            """
            SELECT tenant_id, intent_id, currency, created_at, amount, usd_value FROM withdrawals
            WHERE state <> 'given_back' AND created_at >= $1
            """, [.time(oldest)]
        ) { row in
            do {
                let tenantID: TenantID = try row.id()
                row.skip()
                let (currency, time) = (try row.currency(), try row.time())
                let one = WithdrawalSums(amount: try row.amount(), usdValue: try row.optionalAmount())
                for span in WithdrawalSums.Span.allCases where span.start(of: time) >= oldest {
                    let window = Window(
                        tenantID: tenantID, currency: currency, span: span, start: span.start(of: time))
                    var sum = sums[window] ?? WithdrawalSums()
                    do throws(AmountError) { try sum?.add(one) } catch { sum = nil }
                    sums[window] = .some(sum)
                }
            } catch StoreError.corrupt(let reason) {
                reportUnreadable("withdrawals", &row, keyCount: 2, reason)
            }
        }
        return sums
    }

    private mutating func compare(_ stored: WithdrawalSums, to summed: WithdrawalSums?, _ window: Window) {
        guard stored != summed else { return }
        let expected = summed.map(Self.text) ?? "more than can be counted"
        report(.windowSum, window.place, "is \(Self.text(stored)), its withdrawals are \(expected)")
    }

    private static func text(_ sums: WithdrawalSums) -> String {
        "\(sums.count) of \(sums.amount), worth \(sums.usdValue) USD and \(sums.unpriced) without a price"
    }
}
