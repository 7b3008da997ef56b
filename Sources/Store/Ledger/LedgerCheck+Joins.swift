import Policy

/// Intents, holds, approvals, owned and mirrored objects beside one another: what one table calls done and another calls
/// undone.
extension LedgerCheck {
    mutating func joinHolds(in store: any SQLReader) throws {
        _ = try store.rows(
            """
            SELECT w.tenant_id, w.intent_id, i.state, a.state, m.status,
                \(SQLText.columns(WithdrawalRow.columns, of: "w"))
            FROM ledger_withdrawals w
            LEFT JOIN intents i ON i.tenant_id = w.tenant_id AND i.intent_id = w.intent_id
            LEFT JOIN mirrored_objects m ON m.tenant_id = w.tenant_id AND m.kind = 'withdrawal'
                AND m.intent_id = w.intent_id
            LEFT JOIN withdrawal_approvals a ON a.tenant_id = w.tenant_id AND a.hold_id = w.intent_id
            ORDER BY w.tenant_id, w.intent_id
            """, []
        ) { row in
            let place = "ledger_withdrawals \(try row.text())/\(try row.text())"
            let (intent, approval) = (try row.optionalText(), try row.optionalText())
            let mirrored = try row.optionalText()
            // Of what cannot be read, the pass over its table has told.
            guard let book = try? WithdrawalRow(row: &row).book else { return }
            if let (kind, reason) = try Self.contradiction(book, intent: intent, approval: approval) {
                report(kind, place, reason)
            }
            if let mirrored, let reason = Self.contradiction(book, mirrored: mirrored) {
                report(.fundsOfMirrored, place, reason)
            }
        }
        try reportRows(
            .intentWithoutFunds,
            """
            SELECT 'intents', i.tenant_id, i.intent_id, 'is a withdrawal of a pooled tenant without funds of its own'
            FROM intents i JOIN tenants t ON t.id = i.tenant_id AND t.binding = 'pooled'
            LEFT JOIN ledger_withdrawals w ON w.tenant_id = i.tenant_id AND w.intent_id = i.intent_id
            WHERE i.kind = 'withdrawal' AND i.state NOT IN ('refused', 'abandoned') AND w.intent_id IS NULL
            ORDER BY i.tenant_id, i.intent_id
            """, in: store)
    }

    /// What the upstream has shown had its effect, and every object is the one that its intent names.
    mutating func joinObjects(in store: any SQLReader) throws {
        try reportRows(
            .mirroredWithoutEffect,
            """
            SELECT 'mirrored_objects', m.tenant_id, m.intent_id, 'the upstream shows it, its intent is ' || i.state
            FROM mirrored_objects m JOIN intents i ON i.tenant_id = m.tenant_id AND i.intent_id = m.intent_id
            WHERE i.state IN ('refused', 'abandoned') ORDER BY m.tenant_id, m.intent_id
            """, in: store)
        try reportRows(
            .ownedOtherwise,
            """
            SELECT 'owned_objects', o.tenant_id, o.intent_id, 'it is ' || o.upstream_id || ', its intent is '
                || i.state || CASE WHEN i.upstream_id IS NULL THEN '' ELSE ' and names ' || i.upstream_id END
            FROM owned_objects o JOIN intents i ON i.tenant_id = o.tenant_id AND i.intent_id = o.intent_id
            WHERE i.state IN ('refused', 'abandoned') OR i.upstream_id IS NULL OR i.upstream_id <> o.upstream_id
            ORDER BY o.tenant_id, o.intent_id
            """, in: store)
    }

    /// Whatever moved money for an object moved it for one that the books know.
    mutating func joinEntries(in store: any SQLReader) throws {
        try reportRows(
            .objectMissing,
            """
            SELECT 'ledger_entries', e.tenant_id, CAST(e.number AS TEXT), 'the books have no '
                || CASE e.cause WHEN 'payment' THEN 'payment ' ELSE 'withdrawal ' END || e.intent_id
            FROM ledger_entries e
            LEFT JOIN ledger_payments p ON p.tenant_id = e.tenant_id AND p.intent_id = e.intent_id
            LEFT JOIN ledger_withdrawals w ON w.tenant_id = e.tenant_id AND w.intent_id = e.intent_id
            WHERE e.intent_id IS NOT NULL AND ((e.cause = 'payment' AND p.intent_id IS NULL)
                OR (e.cause IN ('hold', 'post', 'void') AND w.intent_id IS NULL))
            ORDER BY e.tenant_id, e.number
            """, in: store)
    }

    private mutating func reportRows(_ kind: LedgerViolation.Kind, _ sql: String, in store: any SQLReader) throws {
        _ = try store.rows(sql, []) { row in
            report(kind, "\(try row.text()) \(try row.text())/\(try row.text())", try row.text())
        }
    }

    /// - Parameters:
    ///   - intent: the state of the intent whose funds these are.
    ///   - approval: the state of what operators decide about, where the funds are still set aside for that.
    private static func contradiction(
        _ book: WithdrawalBook, intent: String?, approval: String?
    ) throws -> (LedgerViolation.Kind, reason: String)? {
        let funds = "its funds are \(book.state.rawValue)"
        if let approval {
            let isOpen = [WithdrawalApproval.State.waiting, .approved].map(\.rawValue).contains(approval)
            return isOpen == (book.state == .held) ? nil : (.fundsOfApproval, "its approval is \(approval), \(funds)")
        }
        // What is final outlives its intent, which goes to the archive.
        guard let intent else {
            return book.state == .held ? (.holdWithoutIntent, "it has no intent, and \(funds)") : nil
        }
        let isGivenBack = book.evidence.returnedAt != nil || book.evidence.decision == .voided
        let reason = "its intent is \(intent), \(funds)"
        switch IntentState(rawValue: intent) {
        case .refused, .abandoned: return book.state == .voided ? nil : (.fundsOfRefusedIntent, reason)
        case .succeeded, .confirmed, .inFlight, .unknown:
            guard book.state == .voided, !isGivenBack else { return nil }
            return (.fundsOfEffectiveIntent, reason + " as if it had had no effect")
        case nil: throw StoreError.corrupt("an intent has the unknown state \"\(intent)\"")
        }
    }

    private static func contradiction(_ book: WithdrawalBook, mirrored status: String) -> String? {
        let text = "the upstream says \(status), its funds are \(book.state.rawValue)"
        return switch (WithdrawalFact(status: status).kind, book.state) {
        case (.completed, .held), (.completed, .voided), (.returned, .held): text
        default: nil
        }
    }
}
