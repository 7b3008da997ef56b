import Policy

/// A payment's evidence and terms, as stored.
struct PaymentRow {
    let currency: CurrencyCode?
    let book: PaymentBook
    let doubt: String?

    static let columns = """
        currency, commission_basis_points, commission_fixed, upstream_fee_basis_points, upstream_fee_bearer, \
        is_fee_paid_by_user, credited, settled_at, settled_accepted, settled_total, undated_accepted, undated_total, \
        open_at, open_accepted, open_total, doubt
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
        let undated = row.isNull(10) ? nil : PaymentEvidence.undated
        let evidence = PaymentEvidence(
            credited: try row.amount(6),
            settled: try Self.reading(at: try row.optionalTime(7), 8, 9, in: row),
            settledUndated: try Self.reading(at: undated, 10, 11, in: row),
            open: try Self.reading(at: try row.optionalTime(12), 13, 14, in: row))
        book = PaymentBook(terms: terms, evidence: evidence)
        doubt = try row.optionalText(15)
    }

    private static func reading(
        at time: Timestamp?, _ accepted: Int, _ total: Int, in row: any SQLRow
    ) throws -> PaymentEvidence.Reading? {
        guard let time else { return nil }
        return PaymentEvidence.Reading(
            occurredAt: time, accepted: try row.amount(accepted), total: try row.amount(total))
    }
}

/// A withdrawal's part of the books, as stored.
struct WithdrawalRow {
    let currency: CurrencyCode
    let book: WithdrawalBook
    let doubt: String?

    static let columns = "currency, amount, state, doubt"

    init(row: any SQLRow) throws {
        guard let state = WithdrawalBook.State(rawValue: try row.text(2)) else {
            throw StoreError.corrupt("a withdrawal's hold has an unknown state")
        }
        currency = try row.currency(0)
        book = WithdrawalBook(amount: try row.amount(1), state: state)
        doubt = try row.optionalText(3)
    }
}
