import Policy

/// The entries of one intent that is gone, or one that no intent caused: nothing can add to them any more.
package struct ClosedEntries: Hashable, Sendable {
    /// What the entries of an intent rest on; it goes with them.
    package enum Evidence: Hashable, Sendable {
        case payment(accepted: Amount, rejected: Amount)
        case withdrawal(amount: Amount, state: WithdrawalBook.State)
    }

    /// In the order of their numbers; never empty, all of one owner.
    package let records: [LedgerRecord]
    package let evidence: Evidence?

    package var intentID: IntentID? { records.first?.intentID }
    package var owner: LedgerOwner { records.first?.sheet.owner ?? .platform }
}

/// Old entries leave the journal for the archive. One entry a sheet stands for all of them: with the number of the last of
/// them and with their sums, so that balances and numbers stay what they were.
extension BookRepository {
    package static func owners(
        after last: LedgerOwner?, limit: Int, in reader: any SQLReader
    ) throws -> [LedgerOwner] {
        let condition = last == nil ? "" : "WHERE tenant_id > $2"
        return try reader.rows(
            "SELECT tenant_id FROM ledger_owners \(condition) ORDER BY tenant_id LIMIT $1",
            [.count(limit)] + (last.map { [$0.sql] } ?? [])
        ) { try $0.owner() }
    }

    /// Looks at an owner's oldest entries, and names those that can go.
    ///
    /// - Parameter after: the number of the last one looked at.
    /// - Returns: with the number to go on after; `nil` when what follows is younger than `deadline`.
    package static func closed(
        of owner: LedgerOwner, after: Int64, createdBefore deadline: Timestamp, limit: Int, in reader: any SQLReader
    ) throws -> (entries: [ClosedEntries], last: Int64?) {
        let oldest = try reader.rows(
            """
            SELECT \(LedgerRecord.columns), carried FROM ledger_entries
            WHERE tenant_id = $1 AND number > $2 ORDER BY number LIMIT $3
            """, [owner.sql, .integer(after), .count(limit)]
        ) { (record: try LedgerRecord(row: &$0), isClosing: try $0.integer() > 0) }
        let old = oldest.prefix { $0.record.createdAt < deadline }
        var seen: Set<IntentID> = []
        var found: [ClosedEntries] = []
        for (record, isClosing) in old where !isClosing {
            if let id = record.intentID, !seen.insert(id).inserted { continue }
            guard let entries = try closed(like: record, createdBefore: deadline, in: reader) else { continue }
            // Of an intent that is met again later, as its first entry is younger than another.
            guard entries.records.first?.number == record.number else { continue }
            found.append(entries)
        }
        return (found, old.count == limit ? old.last?.record.number : nil)
    }

    /// - Returns: `nil` when something may still be added to them, or somebody has to decide about them.
    private static func closed(
        like record: LedgerRecord, createdBefore deadline: Timestamp, in reader: any SQLReader
    ) throws -> ClosedEntries? {
        guard let intentID = record.intentID, case .tenant(let tenantID) = record.sheet.owner else {
            var record = record
            record.postings = try postings(of: record, in: reader)
            return ClosedEntries(records: [record], evidence: nil)
        }
        guard try isGone(intentID, of: tenantID, in: reader) else { return nil }
        let records = try entries(LedgerFilter(owner: record.sheet.owner, intentID: intentID, limit: .max), in: reader)
        guard records.count < LedgerFilter.limitMax, records.allSatisfy({ $0.createdAt < deadline }) else { return nil }
        let doubtful = records.lazy.flatMap(\.postings).filter { $0.account == .suspense }.map(\.amount)
        guard try doubtful.reduce(Amount.zero, { try $0.adding($1) }).isZero else { return nil }
        let evidence = try evidence(of: intentID, tenantID: tenantID, in: reader)
        if case .withdrawal(_, .held) = evidence { return nil }
        return ClosedEntries(records: records, evidence: evidence)
    }

    /// Neither an intent nor an approval has that identifier any more.
    private static func isGone(_ id: IntentID, of tenantID: TenantID, in reader: any SQLReader) throws -> Bool {
        try !reader.exists(
            """
            SELECT 1 FROM intents WHERE tenant_id = $1 AND intent_id = $2
            UNION ALL SELECT 1 FROM withdrawal_approvals WHERE tenant_id = $1 AND hold_id = $2
            UNION ALL SELECT 1 FROM withdrawal_approvals WHERE tenant_id = $1 AND id = $2 LIMIT 1
            """, [.id(tenantID), .id(id)])
    }

    private static func evidence(
        of id: IntentID, tenantID: TenantID, in reader: any SQLReader
    ) throws -> ClosedEntries.Evidence? {
        let payment = try reader.first(
            "SELECT \(PaymentRow.columns) FROM ledger_payments WHERE tenant_id = $1 AND intent_id = $2",
            [.id(tenantID), .id(id)], PaymentRow.init(row:))
        if let evidence = payment?.book.evidence {
            return .payment(accepted: evidence.credited, rejected: evidence.rejected)
        }
        return try withdrawal(id, of: tenantID, in: reader).map {
            .withdrawal(amount: $0.book.amount, state: $0.book.state)
        }
    }

    /// Removes what is safely in the archive, unless it has changed since, and lets each sheet's closing entry stand for
    /// it. In one commit: nobody ever sees a balance without its entries.
    ///
    /// - Parameter closed: all of one owner.
    /// - Returns: how many entries were carried forward.
    package static func carryForward(_ closed: [ClosedEntries], in store: any SQLWriter) throws -> Int {
        guard let owner = closed.first?.owner else { return 0 }
        // As everybody who writes an owner's books does first.
        try store.execute("UPDATE ledger_owners SET last_entry = last_entry WHERE tenant_id = $1", [owner.sql])
        var gone: [LedgerSheet: [LedgerRecord]] = [:]
        for entries in closed where entries.owner == owner {
            guard let first = entries.records.first, let still = try find(first, in: store),
                try self.closed(like: still, createdBefore: Timestamp(millisecondsSinceEpoch: .max), in: store)
                    == entries
            else { continue }
            try removeEvidence(of: entries, in: store)
            for record in entries.records {
                try remove(record, in: store)
                gone[record.sheet, default: []].append(record)
            }
        }
        for (sheet, records) in gone { try close(records, of: sheet, in: store) }
        return gone.values.reduce(0) { $0 + $1.count }
    }

    private static func find(_ record: LedgerRecord, in store: any SQLReader) throws -> LedgerRecord? {
        try store.first(
            """
            SELECT \(LedgerRecord.columns) FROM ledger_entries WHERE tenant_id = $1 AND number = $2 AND carried = 0
            """, [record.sheet.owner.sql, .integer(record.number)], LedgerRecord.init(row:))
    }

    private static func remove(_ record: LedgerRecord, in store: any SQLWriter) throws {
        let key: [SQLValue] = [record.sheet.owner.sql, .integer(record.number)]
        try store.execute("DELETE FROM ledger_postings WHERE tenant_id = $1 AND entry_number = $2", key)
        try store.execute("DELETE FROM ledger_entries WHERE tenant_id = $1 AND number = $2", key)
    }

    private static func removeEvidence(of entries: ClosedEntries, in store: any SQLWriter) throws {
        guard let id = entries.intentID, case .tenant(let tenantID) = entries.owner else { return }
        for table in ["ledger_payments", "ledger_withdrawals", "withdrawals"] {
            try store.execute("DELETE FROM \(table) WHERE tenant_id = $1 AND intent_id = $2", [.id(tenantID), .id(id)])
        }
    }

    /// What the sheet's closing entry stood for already, and these.
    private static func close(_ records: [LedgerRecord], of sheet: LedgerSheet, in store: any SQLWriter) throws {
        let earlier = try store.first(
            """
            SELECT \(LedgerRecord.columns), carried FROM ledger_entries
            WHERE tenant_id = $1 AND account_id = $2 AND currency = $3 AND carried > 0
            """, sheet.sql
        ) { (record: try LedgerRecord(row: &$0), carried: try $0.integer()) }
        var all = records
        if let earlier {
            var record = earlier.record
            record.postings = try postings(of: record, in: store)
            try remove(record, in: store)
            all.append(record)
        }
        guard let last = all.max(by: { $0.number < $1.number }) else { return }
        var sums: [LedgerAccount: Amount] = [:]
        for posting in all.lazy.flatMap(\.postings) {
            sums[posting.account] = try (sums[posting.account] ?? .zero).adding(posting.amount)
        }
        let carried = (earlier?.carried ?? 0) + Int64(records.count)
        try store.execute(
            """
            INSERT INTO ledger_entries
                (tenant_id, account_id, currency, number, cause, reason, created_at, carried)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            sheet.sql + [
                .integer(last.number), .text(JournalEntry.Cause.adjustment.rawValue),
                .text("balance carried forward: \(carried) entries are in the archive"), .time(last.createdAt),
                .integer(carried),
            ])
        for (account, amount) in sums where !amount.isZero {
            try insert(Posting(account, amount), of: last.number, owner: sheet.owner, in: store)
        }
    }
}
