import Policy

/// What operators see.
extension BookRepository {
    package static func entries(_ filter: LedgerFilter, in store: any SQLReader) throws -> [LedgerRecord] {
        var conditions = ListConditions()
        if let owner = filter.owner { conditions.add("tenant_id =", owner.sql) }
        if let id = filter.intentID { conditions.add("intent_id =", .id(id)) }
        if let cause = filter.cause { conditions.add("cause =", .text(cause.rawValue)) }
        conditions.add(filter.span, column: "created_at")
        if let after = filter.after {
            let (owner, number) = (conditions.place(after.owner.sql), conditions.place(.integer(after.number)))
            conditions.add("(tenant_id, number) > (\(owner), \(number))")
        }
        if let before = filter.before { conditions.add("number <", .integer(before)) }
        let order = filter.isNewestFirst ? "tenant_id DESC, number DESC" : "tenant_id, number"
        let limit = conditions.place(.count(filter.limit))
        let records = try store.rows(
            """
            SELECT \(LedgerRecord.columns)
            FROM ledger_entries \(conditions.clause) ORDER BY \(order) LIMIT \(limit)
            """, conditions.arguments, LedgerRecord.init(row:))
        return try records.map { record in
            var record = record
            record.postings = try postings(of: record, in: store)
            return record
        }
    }

    static func postings(of record: LedgerRecord, in store: any SQLReader) throws -> [Posting] {
        try store.rows(
            "SELECT account, amount FROM ledger_postings WHERE tenant_id = $1 AND entry_number = $2 ORDER BY account",
            [record.sheet.owner.sql, .integer(record.number)]
        ) { Posting(try $0.ledgerAccount(), try $0.amount()) }
    }

    /// Balances of one owner.
    package static func totals(of owner: LedgerOwner, in store: any SQLReader) throws -> [SheetTotals] {
        try totals("WHERE tenant_id = $1", [owner.sql], in: store)
    }

    /// Balances of all owners together.
    package static func totalsOfAll(in store: any SQLReader) throws -> [SheetTotals] {
        try totals("", [], in: store)
    }

    package typealias SheetTotals = (accountID: AccountID, currency: CurrencyCode, balances: AccountBalances)

    private static func totals(
        _ clause: String, _ arguments: [SQLValue], in store: any SQLReader
    ) throws -> [SheetTotals] {
        struct Key: Hashable {
            let accountID: AccountID
            let currency: CurrencyCode
        }
        var sums: [Key: [LedgerAccount: Amount]] = [:]
        _ = try store.rows(
            "SELECT account_id, currency, account, balance FROM ledger_accounts \(clause)", arguments
        ) { row in
            let key = Key(accountID: try row.id(), currency: try row.currency())
            let account = try row.ledgerAccount()
            sums[key, default: [:]][account] = try (sums[key]?[account] ?? .zero).adding(try row.amount())
        }
        return sums.map { ($0.key.accountID, $0.key.currency, AccountBalances($0.value)) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }
}

extension LedgerRecord {
    static let columns = "tenant_id, account_id, currency, number, intent_id, cause, reason, created_at"

    init(row: inout SQLRow) throws {
        self.init(
            sheet: LedgerSheet(owner: try row.owner(), accountID: try row.id(), currency: try row.currency()),
            number: try row.integer(), intentID: try row.optionalID(), cause: try row.choice(),
            reason: try row.optionalText(), createdAt: try row.time(), postings: [])
    }
}
