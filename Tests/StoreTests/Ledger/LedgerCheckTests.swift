import Policy
import Store
import TestSupport
import Testing

/// The check must bite: each kind of damage is found.
@Suite struct LedgerCheckTests {
    private static func violations(after damage: String?) async throws -> [String] {
        var found: [String] = []
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            try await world.fund(world.right, "20")
            let paid = try await world.withdrawal(of: world.left, "3")
            try await world.withdrawal(of: world.left, "4")
            try await world.apply(.withdrawal(.completed), to: paid)
            if let damage {
                let changed = try await world.database.write { try $0.execute(damage, []) }
                #expect(changed > 0, "the damage was done")
            }
            found = try await world.database.read { try LedgerCheck(in: $0).violations }
        }
        return found
    }

    @Test func wholeBooksHaveNoViolation() async throws {
        #expect(try await Self.violations(after: nil).isEmpty)
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            try await world.withdrawal(of: world.left, "4")
            let check = try await world.database.read { try LedgerCheck(in: $0) }
            #expect((check.entries, check.payments, check.withdrawals) == (2, 1, 1))
        }
    }

    @Test(arguments: [
        "UPDATE ledger_accounts SET balance = '999.000000000000000000' WHERE account = 'available'",
        "DELETE FROM ledger_accounts WHERE account = 'pool'",
        "UPDATE ledger_postings SET amount = '1.000000000000000000' WHERE account = 'pool' AND entry_number = 1",
        "DELETE FROM ledger_postings WHERE entry_number = 2",
        """
        INSERT INTO ledger_entries (tenant_id, number, credential_id, currency, cause, created_at)
        SELECT tenant_id, 9, credential_id, currency, cause, created_at FROM ledger_entries WHERE number = 1
        """,
        "UPDATE ledger_owners SET last_entry = last_entry + 1 WHERE last_entry = 1",
        "DELETE FROM ledger_owners WHERE last_entry = 1",
        "UPDATE ledger_withdrawals SET state = 'voided' WHERE state = 'held'",
        "UPDATE ledger_withdrawals SET state = 'held' WHERE state = 'posted'",
        "UPDATE ledger_payments SET credited = '11.000000000000000000'",
    ])
    func damageIsFound(damage: String) async throws {
        #expect(try await !Self.violations(after: damage).isEmpty)
    }
}
