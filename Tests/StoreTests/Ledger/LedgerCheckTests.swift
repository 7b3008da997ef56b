import Policy
import Store
import TestSupport
import Testing

/// The check must bite: each kind of damage is found, and the violation names the row.
@Suite struct LedgerCheckTests {
    /// - Returns: what is found, and the withdrawals of left that are paid out, and on their way.
    private static func violations(
        after damage: String?
    ) async throws -> (found: [String], paid: IntentID, open: IntentID) {
        var result: (found: [String], paid: IntentID, open: IntentID)?
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            try await world.fund(world.right, "20")
            let paid = try await world.withdrawal(of: world.left, "3")
            let open = try await world.withdrawal(of: world.left, "4")
            try await world.apply(.withdrawal(.completed), to: paid)
            try await world.database.write { store in
                for (intent, id, status) in [(paid, "w-1", "completed"), (open, "w-2", "processing")] {
                    try IntentRepository.succeed(
                        intent, upstreamID: id, response: StoredResponse(status: 201, body: []), at: LedgerFixture.now,
                        in: store)
                    let row = MirrorRow(status: status, object: Array("{}".utf8))
                    try MirrorRepository.upsert(row, of: intent, at: LedgerFixture.now, in: store)
                }
            }
            if let damage {
                let sql = damage.replacing("PAID", with: paid.id.description)
                    .replacing("OPEN", with: open.id.description).replacing("LEFT", with: world.left.description)
                let changed = try await world.database.write { try $0.execute(sql, []) }
                #expect(changed > 0, "the damage was done")
            }
            result = (try await world.database.read { try LedgerCheck(in: $0).violations }, paid.id, open.id)
        }
        return try #require(result)
    }

    @Test func wholeBooksHaveNoViolation() async throws {
        #expect(try await Self.violations(after: nil).found.isEmpty)
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            try await world.withdrawal(of: world.left, "4")
            let check = try await world.database.read { try LedgerCheck(in: $0) }
            #expect((check.entries, check.payments, check.withdrawals) == (2, 1, 1))
        }
    }

    @Test(arguments: [
        (
            "UPDATE ledger_accounts SET balance = '999.000000000000000000' WHERE account = 'available'",
            "ledger_accounts"
        ),
        ("DELETE FROM ledger_accounts WHERE account = 'pool'", "ledger_accounts"),
        (
            "UPDATE ledger_postings SET amount = '1.000000000000000000' WHERE account = 'pool' AND entry_number = 1",
            "ledger_entries"
        ),
        ("DELETE FROM ledger_postings WHERE entry_number = 2", "ledger_withdrawals"),
        (
            """
            INSERT INTO ledger_entries (tenant_id, number, credential_id, currency, cause, created_at)
            SELECT tenant_id, 9, credential_id, currency, cause, created_at FROM ledger_entries WHERE number = 1
            """, "/9: follows"
        ),
        ("UPDATE ledger_payments SET accepted = '11.000000000000000000'", "ledger_payments"),
        ("UPDATE ledger_payments SET silent_total = '11.000000000000000000'", "ledger_payments"),
        ("UPDATE ledger_withdrawals SET state = 'voided' WHERE state = 'held'", "ledger_withdrawals LEFT/OPEN"),
        ("UPDATE ledger_withdrawals SET state = 'held' WHERE state = 'posted'", "ledger_withdrawals LEFT/PAID"),
        ("UPDATE ledger_withdrawals SET returned_at = 5 WHERE state = 'held'", "its evidence says voided"),
        // One table calls done what another calls undone.
        (
            "UPDATE intents SET state = 'abandoned' WHERE intent_id = 'PAID'",
            "ledger_withdrawals LEFT/PAID: its intent is"
        ),
        ("UPDATE intents SET state = 'refused' WHERE intent_id = 'OPEN'", "mirrored_objects LEFT/OPEN"),
        (
            "UPDATE mirrored_objects SET status = 'completed'",
            "ledger_withdrawals LEFT/OPEN: the upstream says completed"
        ),
        ("UPDATE mirrored_objects SET status = 'failed'", "ledger_withdrawals LEFT/OPEN: the upstream says failed"),
        ("DELETE FROM intents WHERE intent_id = 'OPEN'", "ledger_withdrawals LEFT/OPEN: it has no intent"),
        ("UPDATE owned_objects SET upstream_id = 'x' WHERE intent_id = 'OPEN'", "owned_objects LEFT/OPEN: it is x"),
        ("UPDATE ledger_owners SET last_entry = last_entry + 1 WHERE last_entry = 1", "ledger_owners"),
        ("DELETE FROM ledger_owners WHERE last_entry = 1", "ledger_owners"),
    ])
    func damageIsFoundAndItsRowNamed(damage: String, name: String) async throws {
        let (found, paid, open) = try await Self.violations(after: damage)
        let place = name.replacing("PAID", with: paid.description).replacing("OPEN", with: open.description)
        let expected = place.split(separator: "LEFT")
        #expect(found.contains { violation in expected.allSatisfy { violation.contains($0) } }, "\(found)")
    }

    /// A hold that was given back as if nothing had been sent, of a withdrawal that succeeded.
    @Test func succeededHereAndWithoutEffectThereIsFound() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            let intent = try await world.withdrawal(of: world.left, "4")
            try await world.apply(.withdrawal(.neverAccepted), to: intent)
            try await world.database.write {
                try $0.execute("UPDATE intents SET state = 'succeeded' WHERE kind = 'withdrawal'", [])
            }
            let found = try await world.database.read { try LedgerCheck(in: $0).violations }
            #expect(found.contains { $0.hasPrefix("ledger_withdrawals \(world.left)/\(intent.id): its intent is") })
        }
    }

    /// Each table is read once, and what is joined to a row is found by its whole key: never by its tenant alone, which
    /// would cost the square of that tenant's rows.
    @Test func noRowIsLookedForAmongAllOfItsTenant() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            try await world.withdrawal(of: world.left, "4")
            try await world.database.write { store in
                let planner = PlanningWriter(store)
                let check = try LedgerCheck(in: planner)
                #expect(check.violations.isEmpty)
                #expect(planner.plans.count > 8)
                for plan in planner.plans {
                    #expect(plan.steps.count { $0.hasPrefix("SCAN") } <= 1, "\(plan)")
                    #expect(!plan.steps.contains { $0.contains("(tenant_id=?)") }, "\(plan)")
                }
            }
        }
    }

    @Test func aWithdrawalWithoutFundsIsFound() async throws {
        try await LedgerFixture.with { world in
            let intent = world.intent(.withdrawal, of: world.left)
            try await world.database.write { try IntentRepository.insert(intent, in: $0) }
            let found = try await world.database.read { try LedgerCheck(in: $0).violations }
            #expect(found.contains { $0.hasPrefix("intents \(world.left)/\(intent.id): ") })
        }
    }
}
