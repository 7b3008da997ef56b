import Policy

/// A payment's evidence and terms, as stored.
struct PaymentRow {
    let currency: CurrencyCode?
    let book: PaymentBook
    let doubt: String?

    static let columns = """
        currency, commission_basis_points, commission_fixed, upstream_fee_basis_points, upstream_fee_bearer, \
        is_fee_paid_by_user, accepted, silent_total, rejected, good_at, failed_at, ended_at, settled_at, settled_total, \
        undated_total, open_at, open_total, doubt
        """

    init(row: any SQLRow) throws {
        currency = row.isNull(0) ? nil : try row.currency(0)
        guard let bearer = PaymentTerms.UpstreamFeeBearer(rawValue: try row.text(4)) else {
            throw StoreError.corrupt("a payment has an unknown fee bearer")
        }
        let terms = PaymentTerms(
            commission: PaymentTerms.Commission(
                basisPoints: Int(try row.integer(1)), fixed: try row.amount(2)),
            upstreamFeeBasisPoints: Int(try row.integer(3)), upstreamFeeBearer: bearer,
            isFeePaidByUser: try row.boolean(5))
        let undated = row.isNull(14) ? nil : PaymentEvidence.undated
        let evidence = PaymentEvidence(
            accepted: try row.amount(6), silentTotal: try row.amount(7), rejected: try row.amount(8),
            goodAt: try row.optionalTime(9), failedAt: try row.optionalTime(10), endedAt: try row.optionalTime(11),
            settled: try Self.reading(at: try row.optionalTime(12), 13, in: row),
            settledUndated: try Self.reading(at: undated, 14, in: row),
            open: try Self.reading(at: try row.optionalTime(15), 16, in: row))
        book = PaymentBook(terms: terms, evidence: evidence)
        doubt = try row.optionalText(17)
    }

    private static func reading(
        at time: Timestamp?, _ total: Int, in row: any SQLRow
    ) throws -> PaymentEvidence.Reading? {
        guard let time else { return nil }
        return PaymentEvidence.Reading(occurredAt: time, total: try row.amount(total))
    }
}
