import Policy

extension LedgerCheck {
    /// The entries that stand for older ones, one a sheet at most.
    struct Closings: Sendable {
        private(set) var numbers: [LedgerSheet: Int64] = [:]
        /// For how many entries those of each owner stand.
        private(set) var carried: [LedgerOwner: Int64] = [:]
        private var lastNumbers: [LedgerOwner: Int64] = [:]

        init() {}

        init(in store: any SQLReader) throws {
            _ = try store.rows(
                """
                SELECT tenant_id, account_id, currency, number, carried FROM ledger_entries WHERE carried > 0
                """, []
            ) { row in
                // What cannot be read is named when it is met as an entry.
                do { try add(&row) } catch StoreError.corrupt {}
            }
        }

        private mutating func add(_ row: inout SQLRow) throws {
            let sheet = LedgerSheet(
                owner: try row.owner(), accountID: try row.id(), currency: try row.currency())
            let number = try row.integer()
            numbers[sheet] = number
            carried[sheet.owner, default: 0] += try row.integer()
            lastNumbers[sheet.owner] = max(last(of: sheet.owner), number)
        }

        func last(of owner: LedgerOwner) -> Int64 { lastNumbers[owner] ?? 0 }
    }
}
