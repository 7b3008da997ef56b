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

    init(row: inout SQLRow) throws {
        currency = try row.optionalCurrency()
        let terms = PaymentTerms(
            commission: PaymentTerms.Commission(
                basisPoints: try row.count(), fixed: try row.amount()),
            upstreamFeeBasisPoints: try row.count(), upstreamFeeBearer: try row.choice(),
            isFeePaidByUser: try row.boolean())
        let evidence = PaymentEvidence(
            accepted: try row.amount(), silentTotal: try row.amount(), rejected: try row.amount(),
            goodAt: try row.optionalTime(), failedAt: try row.optionalTime(), endedAt: try row.optionalTime(),
            settled: try Self.reading(in: &row),
            settledUndated: try row.optionalAmount().map {
                PaymentEvidence.Reading(occurredAt: PaymentEvidence.undated, total: $0)
            },
            open: try Self.reading(in: &row))
        book = PaymentBook(terms: terms, evidence: evidence)
        doubt = try row.optionalText()
    }

    /// From its time and its total; without a time there is none, whatever the total.
    private static func reading(in row: inout SQLRow) throws -> PaymentEvidence.Reading? {
        guard let time = try row.optionalTime() else {
            row.skip()
            return nil
        }
        return PaymentEvidence.Reading(occurredAt: time, total: try row.amount())
    }
}
