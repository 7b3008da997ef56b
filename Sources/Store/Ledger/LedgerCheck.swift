import Policy

/// Every invariant of the books, recomputed from the journal, and every contradiction between what the tables say of one
/// object. Each violation names its table and row. Reads each table once, in order.
package struct LedgerCheck: Sendable {
    /// More are counted and not listed: the books are broken, and the first ones say where.
    package static let violationsMax = 100

    package private(set) var entries = 0
    /// Older ones, which are in the archive and for which closing entries stand.
    package private(set) var carried = 0
    package internal(set) var payments = 0
    package internal(set) var withdrawals = 0
    /// The first of them.
    package private(set) var violations: [LedgerViolation] = []
    /// All of them.
    package private(set) var violationCount = 0
    /// The sums of all postings.
    private(set) var sheets: [LedgerSheet: [LedgerAccount: Amount]] = [:]
    private var closings = Closings()

    /// Reads the whole ledger, in the one state that the caller's transaction sees.
    ///
    /// - Parameter now: where the windows of limits end.
    package init(in store: any SQLReader, at now: Timestamp) throws {
        closings = try Closings(in: store)
        carried = Int(closings.carried.values.reduce(0, +))
        try sumJournal(in: store)
        try compareBalances(in: store)
        try comparePayments(in: store)
        try compareHolds(in: store)
        try joinHolds(in: store)
        try joinObjects(in: store)
        try joinEntries(in: store)
        try compareWindows(at: now, in: store)
    }

    mutating func report(_ kind: LedgerViolation.Kind, _ row: String, _ reason: String) {
        violationCount += 1
        if violations.count < Self.violationsMax { violations.append(LedgerViolation(kind, row, reason)) }
    }

    /// - Parameter keyCount: how many of the row's first columns are its key, its owner's first.
    mutating func reportUnreadable(_ table: String, _ row: inout SQLRow, keyCount: Int, _ reason: String) {
        row.restart()
        var key: [String] = []
        for _ in 0..<keyCount { key.append(row.shown()) }
        let place = [key[0].isEmpty ? "platform" : key[0]] + key.dropFirst()
        report(.unreadable, "\(table) \(place.joined(separator: "/"))", reason)
    }

    // MARK: The journal

    /// Entries balance, their numbers have no gaps, and no account of them was ever below zero that must not be.
    private mutating func sumJournal(in store: any SQLReader) throws {
        var current: (sheet: LedgerSheet, number: Int64, postings: [Posting])?
        var seen: (owner: LedgerOwner, number: Int64)?
        var lastNumber: [LedgerOwner: Int64] = [:]
        var present: [LedgerOwner: Int64] = [:]
        _ = try store.rows(
            """
            SELECT e.tenant_id, e.number, p.account, e.account_id, e.currency, p.account, p.amount
            FROM ledger_entries e
            LEFT JOIN ledger_postings p ON p.tenant_id = e.tenant_id AND p.entry_number = e.number
            ORDER BY e.tenant_id, e.number, p.account
            """, []
        ) { row in
            do {
                let place = (owner: try row.owner(), number: try row.integer())
                // The account completes the key of a posting, should that be unreadable.
                row.skip()
                if seen.map({ $0 != place }) ?? true {
                    if let current { add(current) }
                    (current, seen) = (nil, place)
                    entries += 1
                    compareNumber(of: place, after: lastNumber[place.owner] ?? 0)
                    lastNumber[place.owner] = place.number
                    let sheet = LedgerSheet(
                        owner: place.owner, accountID: try row.id(), currency: try row.currency())
                    if closings.numbers[sheet] != place.number { present[place.owner, default: 0] += 1 }
                    current = (sheet, place.number, [])
                } else {
                    row.skip(2)
                }
            } catch StoreError.corrupt(let reason) {
                return reportUnreadable("ledger_entries", &row, keyCount: 2, reason)
            }
            do {
                guard try !row.nextIsNull else { return }
                current?.postings.append(Posting(try row.ledgerAccount(), try row.amount()))
            } catch StoreError.corrupt(let reason) {
                reportUnreadable("ledger_postings", &row, keyCount: 3, reason)
            }
        }
        if let current { add(current) }
        compareCarried(present, lastNumber)
        try compareOwners(lastNumber, in: store)
    }

    private mutating func compareNumber(
        of place: (owner: LedgerOwner, number: Int64), after last: Int64
    ) {
        guard place.number != last + 1, place.number > closings.last(of: place.owner) else { return }
        report(.numberSkipped, "ledger_entries \(name(place.owner))/\(place.number)", "follows \(last)")
    }

    /// Below its last closing entry an owner's numbers have gaps, each of which is an entry that was carried forward.
    private mutating func compareCarried(_ present: [LedgerOwner: Int64], _ lastNumber: [LedgerOwner: Int64]) {
        for (owner, carried) in closings.carried {
            let (last, found) = (lastNumber[owner] ?? 0, carried + (present[owner] ?? 0))
            guard last != found else { continue }
            report(
                .carriedCount, "ledger_entries \(name(owner))/\(closings.last(of: owner))",
                "of \(last) numbers \(found) are entries or carried forward, up to this one")
        }
    }

    /// The next entry of each owner gets the number after its last.
    private mutating func compareOwners(_ lastNumber: [LedgerOwner: Int64], in store: any SQLReader) throws {
        var unseen = lastNumber
        _ = try store.rows("SELECT tenant_id, last_entry FROM ledger_owners", []) { row in
            do {
                let (owner, stored) = (try row.owner(), try row.integer())
                let last = unseen.removeValue(forKey: owner) ?? 0
                guard stored != last else { return }
                report(
                    .lastNumber, "ledger_owners \(name(owner))", "its last entry is \(last), its row says \(stored)")
            } catch StoreError.corrupt(let reason) {
                reportUnreadable("ledger_owners", &row, keyCount: 1, reason)
            }
        }
        for owner in unseen.keys {
            report(.lastNumberMissing, "ledger_owners \(name(owner))", "no row says which entry is its last")
        }
    }

    private mutating func add(_ entry: (sheet: LedgerSheet, number: Int64, postings: [Posting])) {
        let place = "ledger_entries \(name(entry.sheet.owner))/\(entry.number)"
        let currency = entry.sheet.currency
        if (try? JournalEntry.difference(of: entry.postings).isZero) != true {
            report(.unbalanced, place, "debits and credits differ in \(currency)")
        }
        for posting in entry.postings {
            let before = sheets[entry.sheet]?[posting.account] ?? .zero
            guard let after = try? before.adding(posting.amount) else {
                report(.beyondBounds, place, "\(posting.account.rawValue) in \(currency) is beyond all bounds")
                continue
            }
            // Until its closing entry a sheet is not whole: what it was then, only the archive says.
            let isWhole = entry.number >= closings.numbers[entry.sheet] ?? 0
            if isWhole, after.isNegative, !posting.account.mayBeNegative {
                report(.belowZero, place, "\(posting.account.rawValue) in \(currency) falls to \(after)")
            }
            sheets[entry.sheet, default: [:]][posting.account] = after
        }
    }

    // MARK: What is derived from it

    /// The stored balances are the sums of the postings.
    private mutating func compareBalances(in store: any SQLReader) throws {
        var unseen = sheets
        _ = try store.rows(
            "SELECT tenant_id, account_id, currency, account, balance FROM ledger_accounts", []
        ) { row in
            do {
                let sheet = LedgerSheet(
                    owner: try row.owner(), accountID: try row.id(), currency: try row.currency())
                let account = try row.ledgerAccount()
                let summed = unseen[sheet]?.removeValue(forKey: account) ?? .zero
                compare(try row.amount(), to: summed, account, of: sheet)
            } catch StoreError.corrupt(let reason) {
                reportUnreadable("ledger_accounts", &row, keyCount: 4, reason)
            }
        }
        for (sheet, accounts) in unseen {
            for (account, summed) in accounts { compare(.zero, to: summed, account, of: sheet) }
        }
        for (sheet, accounts) in sheets where accounts[.receivable]?.isZero == false {
            guard accounts[.available]?.isZero == false else { continue }
            report(.receivableBesideAvailable, place(sheet, .receivable), "is owed while there is available")
        }
    }

    private mutating func compare(
        _ stored: Amount, to summed: Amount, _ account: LedgerAccount, of sheet: LedgerSheet
    ) {
        guard stored != summed else { return }
        report(.balance, place(sheet, account), "is \(stored), its postings sum to \(summed)")
    }

    func place(_ sheet: LedgerSheet, _ account: LedgerAccount) -> String {
        "ledger_accounts \(name(sheet.owner))/\(sheet.accountID)/\(sheet.currency)/\(account.rawValue)"
    }

    func name(_ owner: LedgerOwner) -> String { owner == .platform ? "platform" : owner.description }
}
