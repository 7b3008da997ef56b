import Policy

/// Every invariant of the books, recomputed from the journal alone.
package struct LedgerCheck: Sendable {
    /// More are not listed: the books are broken, and the first ones say where.
    package static let violationsMax = 100

    package private(set) var entries = 0
    package private(set) var payments = 0
    package private(set) var withdrawals = 0
    package private(set) var violations: [String] = []
    private var sheets: [LedgerSheet: [LedgerAccount: Amount]] = [:]

    /// Reads the whole ledger, in the one state that the caller's transaction sees.
    package init(in store: any SQLReader) throws {
        try sumJournal(in: store)
        try compareBalances(in: store)
        try comparePayments(in: store)
        try compareHolds(in: store)
    }

    private mutating func report(_ violation: String) {
        if violations.count < Self.violationsMax { violations.append(violation) }
    }

    // MARK: The journal

    /// Entries balance, their numbers have no gaps, and no account of them was ever below zero that must not be.
    private mutating func sumJournal(in store: any SQLReader) throws {
        var current: (sheet: LedgerSheet, number: Int64, postings: [Posting])?
        var lastNumber: [LedgerOwner: Int64] = [:]
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
                if number != (lastNumber[owner] ?? 0) + 1 {
                    report("\(name(owner)): entry \(number) follows \(lastNumber[owner] ?? 0)")
                }
                lastNumber[owner] = number
                let sheet = LedgerSheet(owner: owner, credentialID: try row.id(2), currency: try row.currency(3))
                current = (sheet, number, [])
            }
            if !row.isNull(4) {
                current?.postings.append(Posting(try row.ledgerAccount(4), try row.amount(5)))
            }
        }
        if let current { add(current) }
        try compareOwners(lastNumber, in: store)
    }

    /// The next entry of each owner gets the number after its last.
    private mutating func compareOwners(_ lastNumber: [LedgerOwner: Int64], in store: any SQLReader) throws {
        var unseen = lastNumber
        _ = try store.rows("SELECT tenant_id, last_entry FROM ledger_owners", []) { row in
            let (owner, stored) = (try row.owner(0), try row.integer(1))
            let last = unseen.removeValue(forKey: owner) ?? 0
            if stored != last { report("\(name(owner)): its last entry is \(last), its row says \(stored)") }
        }
        for owner in unseen.keys { report("\(name(owner)): no row says which entry is its last") }
    }

    private mutating func add(_ entry: (sheet: LedgerSheet, number: Int64, postings: [Posting])) {
        let place = "\(name(entry.sheet.owner)) \(entry.sheet.currency), entry \(entry.number)"
        if (try? JournalEntry.difference(of: entry.postings).isZero) != true {
            report("\(place): debits and credits differ")
        }
        for posting in entry.postings {
            let before = sheets[entry.sheet]?[posting.account] ?? .zero
            guard let after = try? before.adding(posting.amount) else {
                report("\(place): \(posting.account.rawValue) is beyond all bounds")
                continue
            }
            if after.isNegative, !posting.account.mayBeNegative {
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
    }

    private func difference(
        _ sheet: LedgerSheet, _ account: LedgerAccount, stored: Amount, summed: Amount
    ) -> String {
        "\(name(sheet.owner)) \(sheet.currency): \(account.rawValue) is \(stored), its postings sum to \(summed)"
    }

    /// What was booked for each payment is what its evidence asks for.
    private mutating func comparePayments(in store: any SQLReader) throws {
        _ = try store.rows(
            "SELECT \(PaymentRow.columns), tenant_id, intent_id FROM ledger_payments", []
        ) { row in
            payments += 1
            let payment = try PaymentRow(row: row)
            let (tenantID, intentID): (TenantID, IntentID) = (try row.id(16), try row.id(17))
            var booked: [LedgerAccount: Amount] = [:]
            for posting in try Self.postings(of: intentID, tenantID: tenantID, causes: ["payment"], in: store) {
                booked[posting.account] = try (booked[posting.account] ?? .zero).adding(posting.amount)
            }
            let expected = try payment.book.positions().filter { !$0.value.isZero }
            if booked.filter({ !$0.value.isZero }) != expected {
                report("\(tenantID): payment \(intentID) is booked otherwise than its evidence says")
            }
        }
    }

    /// Each hold is set aside once and resolved at most once; what is held is the sum of the open ones.
    private mutating func compareHolds(in store: any SQLReader) throws {
        var held: [LedgerSheet: Amount] = [:]
        _ = try store.rows(
            """
            SELECT tenant_id, intent_id, credential_id, currency, amount, state FROM ledger_withdrawals
            """, []
        ) { row in
            withdrawals += 1
            let (tenantID, intentID): (TenantID, IntentID) = (try row.id(0), try row.id(1))
            let isOpen = try row.text(5) == WithdrawalBook.State.held.rawValue
            let amount = try row.amount(4)
            let sheet = LedgerSheet(
                owner: .tenant(tenantID), credentialID: try row.id(2), currency: try row.currency(3))
            if isOpen { held[sheet] = try (held[sheet] ?? .zero).adding(amount) }
            let changes = try Self.postings(
                of: intentID, tenantID: tenantID, causes: ["hold", "post", "void"], in: store
            ).filter { $0.account == .held }.map(\.amount)
            let expected = isOpen ? [amount] : [amount, try amount.negated()]
            if changes != expected { report("\(tenantID): withdrawal \(intentID) is not held and resolved once") }
        }
        for (sheet, accounts) in sheets where accounts[.held] ?? .zero != held[sheet] ?? .zero {
            report("\(name(sheet.owner)) \(sheet.currency): held is not the sum of the open withdrawals")
        }
    }

    private static func postings(
        of intentID: IntentID, tenantID: TenantID, causes: [String], in store: any SQLReader
    ) throws -> [Posting] {
        try store.rows(
            """
            SELECT p.account, p.amount FROM ledger_entries e
            JOIN ledger_postings p ON p.tenant_id = e.tenant_id AND p.entry_number = e.number
            WHERE e.tenant_id = $1 AND e.intent_id = $2
                AND e.cause IN (\(causes.map { "'\($0)'" }.joined(separator: ", ")))
            ORDER BY e.number
            """, [.id(tenantID), .id(intentID)]
        ) { Posting(try $0.ledgerAccount(0), try $0.amount(1)) }
    }

    private func name(_ owner: LedgerOwner) -> String { owner == .platform ? "platform" : owner.description }
}
