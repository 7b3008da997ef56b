import Policy

/// What was booked for each object beside what its evidence asks for.
extension LedgerCheck {
    /// One object of the pass, with all that was posted for it.
    private struct Booked<Row> {
        let tenantID: TenantID
        let intentID: IntentID
        let accountID: AccountID
        let row: Row
        var sums: [LedgerAccount: Amount] = [:]

        var place: String { "\(tenantID)/\(intentID)" }

        /// What is owed is available below zero.
        mutating func add(_ account: LedgerAccount, _ amount: Amount) throws {
            let (account, amount) = account == .receivable ? (.available, try amount.negated()) : (account, amount)
            sums[account] = try (sums[account] ?? .zero).adding(amount)
        }

        func differs(from positions: [LedgerAccount: Amount]) -> Bool {
            sums.filter { !$0.value.isZero } != positions.filter { !$0.value.isZero }
        }
    }

    mutating func comparePayments(in store: any SQLReader) throws {
        try walk("ledger_payments", PaymentRow.columns, causes: ["payment"], PaymentRow.init(row:), in: store) {
            check, payment in
            check.payments += 1
            // Evidence beyond all bounds has no positions.
            if (try? payment.row.book.positions()).map(payment.differs) ?? true {
                check.report(
                    .paymentBooking, "ledger_payments \(payment.place)", "is booked otherwise than its evidence says")
            }
        }
    }

    /// Each withdrawal is where its evidence says; what is held is the sum of the open ones.
    mutating func compareHolds(in store: any SQLReader) throws {
        var held: [LedgerSheet: Amount] = [:]
        let causes = ["hold", "post", "void", "doubt"]
        try walk("ledger_withdrawals", WithdrawalRow.columns, causes: causes, WithdrawalRow.init(row:), in: store) {
            check, withdrawal in
            check.withdrawals += 1
            let book = withdrawal.row.book
            if book.state == .held {
                let sheet = LedgerSheet(
                    owner: .tenant(withdrawal.tenantID), accountID: withdrawal.accountID,
                    currency: withdrawal.row.currency)
                // Beyond all bounds they are not the sum of anything.
                held[sheet] = try? (held[sheet] ?? .zero).adding(book.amount)
            }
            let place = "ledger_withdrawals \(withdrawal.place)"
            if (try? book.positions()).map(withdrawal.differs) ?? true {
                check.report(.withdrawalBooking, place, "is booked otherwise than \(book.state.rawValue)")
            }
            if book.state != book.evidence.state, book.state != .completedAfterVoid {
                let expected = book.evidence.state.rawValue
                check.report(
                    .withdrawalEvidence, place, "is \(book.state.rawValue), its evidence says \(expected)")
            }
        }
        for (sheet, accounts) in sheets where accounts[.held] ?? .zero != held[sheet] ?? .zero {
            report(.heldSum, place(sheet, .held), "is not the sum of the open withdrawals")
        }
    }

    /// The rows of a table in order, each with the sums of the postings of its intent.
    private mutating func walk<Row>(
        _ table: String, _ columns: String, causes: [String], _ decode: (inout SQLRow) throws -> Row,
        in store: any SQLReader, _ judge: (inout LedgerCheck, Booked<Row>) throws -> Void
    ) throws {
        var current: Booked<Row>?
        var currentKey: String?
        _ = try store.rows(
            """
            SELECT t.tenant_id, t.intent_id, p.account, p.amount, t.tenant_id, t.intent_id, t.account_id,
                \(SQLText.columns(columns, of: "t"))
            FROM \(table) t
            LEFT JOIN ledger_entries e ON e.tenant_id = t.tenant_id AND e.intent_id = t.intent_id
                AND e.cause IN (\(causes.map { "'\($0)'" }.joined(separator: ", ")))
            LEFT JOIN ledger_postings p ON p.tenant_id = e.tenant_id AND p.entry_number = e.number
            ORDER BY t.tenant_id, t.intent_id
            """, []
        ) { row in
            let key = "\(try row.text())/\(try row.text())"
            let posting = try Self.posting(in: &row)
            if key != currentKey {
                if let current { try judge(&self, current) }
                (current, currentKey) = (nil, key)
                do {
                    current = Booked(
                        tenantID: try row.id(), intentID: try row.id(), accountID: try row.id(),
                        row: try decode(&row))
                } catch StoreError.corrupt(let reason) {
                    reportUnreadable(table, &row, keyCount: 2, reason)
                }
            }
            guard let posting else { return }
            // What cannot be added was named with its entry.
            do { try current?.add(posting.account, posting.amount) } catch is AmountError {}
        }
        if let current { try judge(&self, current) }
    }

    /// What cannot be read was named with its entry; without it the object is booked otherwise.
    private static func posting(in row: inout SQLRow) throws -> Posting? {
        guard try !row.nextIsNull else {
            row.skip(2)
            return nil
        }
        // Both are taken in any case.
        let (account, amount) = (try? row.ledgerAccount(), try? row.amount())
        guard let account, let amount else { return nil }
        return Posting(account, amount)
    }
}
