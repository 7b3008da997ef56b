import Policy

/// A withdrawal's part of the books, as stored.
struct WithdrawalRow {
    let currency: CurrencyCode
    let book: WithdrawalBook
    let doubt: String?

    static let columns = "currency, amount, state, completed_at, returned_at, is_refused, is_alive, decision, doubt"

    init(row: inout SQLRow) throws {
        currency = try row.currency()
        book = WithdrawalBook(
            amount: try row.amount(), state: try row.choice(),
            evidence: WithdrawalEvidence(
                completedAt: try row.optionalTime(), returnedAt: try row.optionalTime(),
                isRefused: try row.boolean(), isAlive: try row.boolean(), decision: try row.optionalChoice()))
        doubt = try row.optionalText()
    }
}
