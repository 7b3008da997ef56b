import Policy

/// What was booked for each object beside what its evidence asks for.
extension LedgerCheck {
    /// One object of the pass, with all that was posted for it.
    private struct Booked<Row> {
        let row: Row
        let tenantID: TenantID
        let credentialID: CredentialID
        let intentID: IntentID
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
            if payment.differs(from: try payment.row.book.positions()) {
                check.report("ledger_payments \(payment.place): is booked otherwise than its evidence says")
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
                    owner: .tenant(withdrawal.tenantID), credentialID: withdrawal.credentialID,
                    currency: withdrawal.row.currency)
                held[sheet] = try (held[sheet] ?? .zero).adding(book.amount)
            }
            if withdrawal.differs(from: try book.positions()) {
                check.report("ledger_withdrawals \(withdrawal.place): is booked otherwise than \(book.state.rawValue)")
            }
            if book.state != book.evidence.state, book.state != .completedAfterVoid {
                let expected = book.evidence.state.rawValue
                check.report(
                    "ledger_withdrawals \(withdrawal.place): is \(book.state.rawValue), its evidence says \(expected)")
            }
        }
        for (sheet, accounts) in sheets where accounts[.held] ?? .zero != held[sheet] ?? .zero {
            report(
                "ledger_accounts \(name(sheet.owner))/\(sheet.currency)/held: is not the sum of the open withdrawals")
        }
    }

    /// The rows of a table in order, each with the sums of the postings of its intent.
    private mutating func walk<Row>(
        _ table: String, _ columns: String, causes: [String], _ decode: (any SQLRow) throws -> Row,
        in store: any SQLReader, _ judge: (inout LedgerCheck, Booked<Row>) throws -> Void
    ) throws {
        let columns = columns.split(separator: ", ").map { "t.\($0)" }
        let next = columns.count
        var current: Booked<Row>?
        _ = try store.rows(
            """
            SELECT \(columns.joined(separator: ", ")), t.tenant_id, t.intent_id, t.credential_id,
                p.account, p.amount
            FROM \(table) t
            LEFT JOIN ledger_entries e ON e.tenant_id = t.tenant_id AND e.intent_id = t.intent_id
                AND e.cause IN (\(causes.map { "'\($0)'" }.joined(separator: ", ")))
            LEFT JOIN ledger_postings p ON p.tenant_id = e.tenant_id AND p.entry_number = e.number
            ORDER BY t.tenant_id, t.intent_id
            """, []
        ) { row in
            let (tenantID, intentID): (TenantID, IntentID) = (try row.id(next), try row.id(next + 1))
            if current?.intentID != intentID {
                if let current { try judge(&self, current) }
                current = Booked(
                    row: try decode(row), tenantID: tenantID, credentialID: try row.id(next + 2), intentID: intentID)
            }
            guard !row.isNull(next + 3) else { return }
            try current?.add(try row.ledgerAccount(next + 3), try row.amount(next + 4))
        }
        if let current { try judge(&self, current) }
    }
}
