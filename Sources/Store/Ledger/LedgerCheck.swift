import Policy

/// Every invariant of the books, recomputed from the journal, and every contradiction between what the tables say of one
/// object. Each violation names its table and row. Reads each table once, in order.
package struct LedgerCheck: Sendable {
    /// More are not listed: the books are broken, and the first ones say where.
    package static let violationsMax = 100

    package private(set) var entries = 0
    /// Older ones, which are in the archive and for which closing entries stand.
    package private(set) var carried = 0
    package internal(set) var payments = 0
    package internal(set) var withdrawals = 0
    package private(set) var violations: [String] = []
    /// The sums of all postings.
    private(set) var sheets: [LedgerSheet: [LedgerAccount: Amount]] = [:]
    private var closings = Closings()

    /// Reads the whole ledger, in the one state that the caller's transaction sees.
    package init(in store: any SQLReader) throws {
        closings = try Closings(in: store)
        carried = Int(closings.carried.values.reduce(0, +))
        try sumJournal(in: store)
        try compareBalances(in: store)
        try comparePayments(in: store)
        try compareHolds(in: store)
        try joinHolds(in: store)
        try joinObjects(in: store)
    }

    mutating func report(_ violation: String) {
        if violations.count < Self.violationsMax { violations.append(violation) }
    }

    // MARK: The journal

    /// Entries balance, their numbers have no gaps, and no account of them was ever below zero that must not be.
    private mutating func sumJournal(in store: any SQLReader) throws {
        var current: (sheet: LedgerSheet, number: Int64, postings: [Posting])?
        var lastNumber: [LedgerOwner: Int64] = [:]
        var present: [LedgerOwner: Int64] = [:]
        _ = try store.rows(
            """
            SELECT e.tenant_id, e.number, e.credential_id, e.currency, p.account, p.amount FROM ledger_entries e
            LEFT JOIN ledger_postings p ON p.tenant_id = e.tenant_id AND p.entry_number = e.number
            ORDER BY e.tenant_id, e.number, p.account
            """, []
        ) { row in
            let (owner, number) = (try row.owner(0), try row.integer(1))
            if current?.sheet.owner != owner || current?.number != number {
                if let current { add(current) }
                entries += 1
                if number != (lastNumber[owner] ?? 0) + 1, number > closings.last(of: owner) {
                    report("ledger_entries \(name(owner))/\(number): follows \(lastNumber[owner] ?? 0)")
                }
                lastNumber[owner] = number
                let sheet = LedgerSheet(owner: owner, credentialID: try row.id(2), currency: try row.currency(3))
                if closings.numbers[sheet] != number { present[owner, default: 0] += 1 }
                current = (sheet, number, [])
            }
            if !row.isNull(4) {
                current?.postings.append(Posting(try row.ledgerAccount(4), try row.amount(5)))
            }
        }
        if let current { add(current) }
        compareCarried(present, lastNumber)
        try compareOwners(lastNumber, in: store)
    }

    /// Below its last closing entry an owner's numbers have gaps, each of which is an entry that was carried forward.
    private mutating func compareCarried(_ present: [LedgerOwner: Int64], _ lastNumber: [LedgerOwner: Int64]) {
        for (owner, carried) in closings.carried {
            let (last, found) = (lastNumber[owner] ?? 0, carried + (present[owner] ?? 0))
            guard last != found else { continue }
            report(
                "ledger_entries \(name(owner)): of \(last) numbers \(found) are entries or carried forward, "
                    + "up to \(closings.last(of: owner))")
        }
    }

    /// The next entry of each owner gets the number after its last.
    private mutating func compareOwners(_ lastNumber: [LedgerOwner: Int64], in store: any SQLReader) throws {
        var unseen = lastNumber
        _ = try store.rows("SELECT tenant_id, last_entry FROM ledger_owners", []) { row in
            let (owner, stored) = (try row.owner(0), try row.integer(1))
            let last = unseen.removeValue(forKey: owner) ?? 0
            guard stored != last else { return }
            report("ledger_owners \(name(owner)): its last entry is \(last), its row says \(stored)")
        }
        for owner in unseen.keys { report("ledger_owners \(name(owner)): no row says which entry is its last") }
    }

    private mutating func add(_ entry: (sheet: LedgerSheet, number: Int64, postings: [Posting])) {
        let place = "ledger_entries \(name(entry.sheet.owner))/\(entry.number), \(entry.sheet.currency)"
        if (try? JournalEntry.difference(of: entry.postings).isZero) != true {
            report("\(place): debits and credits differ")
        }
        for posting in entry.postings {
            let before = sheets[entry.sheet]?[posting.account] ?? .zero
            guard let after = try? before.adding(posting.amount) else {
                report("\(place): \(posting.account.rawValue) is beyond all bounds")
                continue
            }
            // Until its closing entry a sheet is not whole: what it was then, only the archive says.
            let isWhole = entry.number >= closings.numbers[entry.sheet] ?? 0
            if isWhole, after.isNegative, !posting.account.mayBeNegative {
                report("\(place): \(posting.account.rawValue) falls to \(after)")
            }
            sheets[entry.sheet, default: [:]][posting.account] = after
        }
    }

    // MARK: What is derived from it

    /// The stored balances are the sums of the postings.
    private mutating func compareBalances(in store: any SQLReader) throws {
        var unseen = sheets
        _ = try store.rows(
            "SELECT tenant_id, credential_id, currency, account, balance FROM ledger_accounts", []
        ) { row in
            let sheet = LedgerSheet(
                owner: try row.owner(0), credentialID: try row.id(1), currency: try row.currency(2))
            let account = try row.ledgerAccount(3)
            let (stored, summed) = (try row.amount(4), unseen[sheet]?.removeValue(forKey: account) ?? .zero)
            if stored != summed { report(difference(sheet, account, stored: stored, summed: summed)) }
        }
        for (sheet, accounts) in unseen {
            for (account, summed) in accounts where !summed.isZero {
                report(difference(sheet, account, stored: .zero, summed: summed))
            }
        }
        for (sheet, accounts) in sheets where accounts[.receivable]?.isZero == false {
            guard accounts[.available]?.isZero == false else { continue }
            let place = "ledger_accounts \(name(sheet.owner))/\(sheet.currency)/receivable"
            report("\(place): is owed while there is available")
        }
    }

    private func difference(
        _ sheet: LedgerSheet, _ account: LedgerAccount, stored: Amount, summed: Amount
    ) -> String {
        "ledger_accounts \(name(sheet.owner))/\(sheet.currency)/\(account.rawValue): is \(stored), its postings sum to \(summed)"
    }

    func name(_ owner: LedgerOwner) -> String { owner == .platform ? "platform" : owner.description }
}
