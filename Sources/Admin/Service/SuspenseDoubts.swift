import AdminAPI
import Policy
import Store

/// What of a tenant's suspense nobody can say yet whose it is: what its payments and withdrawals have put there, and the
/// upstream may still explain. The rest was set aside by operators.
struct SuspenseDoubts: Sendable {
    /// Of one proposal's text.
    private static let shownMax = 5

    private let currency: CurrencyCode
    private let suspense: Amount
    private let doubts: [ReconciliationCause]
    private let doubtful: Amount

    init(in sheet: LedgerSheet, _ reader: any SQLReader) throws {
        currency = sheet.currency
        suspense = try BookRepository.balances(of: sheet, in: reader)[.suspense]
        // Where money is missing nothing can be given.
        doubts = try BookRepository.doubts(in: sheet, reader).filter { $0.amount.isPositive }
        doubtful = try doubts.reduce(.zero) { try $0.adding($1.amount) }
    }

    /// What can be moved and touches no doubt.
    var certain: Amount { (try? suspense.subtracting(doubtful)).map { max($0, .zero) } ?? .zero }

    /// A line for each doubt that `amount` may be part of; none where it is certain.
    func lines(of amount: Amount) -> [String] {
        guard amount > certain else { return [] }
        let rest = doubts.count - Self.shownMax
        return ["of \(suspense) \(currency) in suspense \(doubtful) are in doubt"]
            + doubts.prefix(Self.shownMax).map { "\($0.amount) of \($0.intentID): \($0.status ?? "no reason known")" }
            + (rest > 0 ? ["and \(rest) more"] : [])
    }

    /// - Throws: where some of it may be another's, and nobody can be asked.
    func requireCertain(_ amount: Amount) throws(AdminError) {
        let lines = lines(of: amount)
        guard !lines.isEmpty else { return }
        throw AdminError(
            .conflict,
            """
            nothing was done: \(lines.joined(separator: "; ")). \(certain) can be given to the tenant; for more a second \
            operator must agree, and without admin.operator_group or admin.roles there is none
            """)
    }
}
