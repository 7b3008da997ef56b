import Policy

/// A withdrawal's part of the books, as stored.
struct WithdrawalRow {
    let currency: CurrencyCode
    let book: WithdrawalBook
    let doubt: String?

    static let columns = "currency, amount, state, doubt, completed_at, returned_at, is_refused, is_alive, decision"

    init(row: any SQLRow) throws {
        guard let state = WithdrawalBook.State(rawValue: try row.text(2)) else {
            throw StoreError.corrupt("a withdrawal's hold has an unknown state")
        }
        let decision = try row.optionalText(8).map { text in
            guard let decision = WithdrawalDecision(rawValue: text) else {
                throw StoreError.corrupt("a withdrawal has an unknown decision")
            }
            return decision
        }
        currency = try row.currency(0)
        book = WithdrawalBook(
            amount: try row.amount(1), state: state,
            evidence: WithdrawalEvidence(
                completedAt: try row.optionalTime(4), returnedAt: try row.optionalTime(5),
                isRefused: try row.boolean(6), isAlive: try row.boolean(7), decision: decision))
        doubt = try row.optionalText(3)
    }
}
