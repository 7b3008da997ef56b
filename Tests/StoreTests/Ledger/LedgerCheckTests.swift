import Policy
import Store
import TestSupport
import Testing

/// The check must bite: each kind of damage is found, and the violation names the row.
@Suite struct LedgerCheckTests {
    @Test func wholeBooksHaveNoViolation() async throws {
        try await BrokenBooks.with { books in
            let check = try await books.check()
            #expect(check.violations.isEmpty)
            #expect((check.entries, check.payments, check.withdrawals) == (8, 2, 4))
        }
    }

    @Test(arguments: LedgerViolation.Kind.allCases)
    func eachKindIsFoundAndNamesItsRow(kind: LedgerViolation.Kind) async throws {
        let damages = LedgerDamage.all(kind)
        #expect(!damages.isEmpty)
        for damage in damages {
            try await BrokenBooks.with { books in
                try await books.suffer(damage)
                let found = try await books.check().violations
                let rows = found.filter { $0.kind == kind }.map(\.row)
                #expect(Set(rows) == Set(damage.rows.map(books.named)), "\(damage.sql): \(found)")
                #expect(rows.count == damage.rows.count, "\(damage.sql): \(found)")
                #expect(found.allSatisfy { $0.description == "\($0.row): \($0.reason)" && !$0.reason.isEmpty })
            }
        }
    }

    /// The intent of a final withdrawal is in the archive; its funds stay in the books until their entries follow.
    @Test(arguments: [
        LedgerDamage("UPDATE ledger_withdrawals SET state = 'held' WHERE intent_id = 'PAID'", .paid),
        LedgerDamage("UPDATE ledger_withdrawals SET amount = '2.000000000000000000' WHERE intent_id = 'PAID'", .paid),
        LedgerDamage("UPDATE ledger_withdrawals SET completed_at = NULL WHERE intent_id = 'PAID'", .paid),
        LedgerDamage(
            "DELETE FROM ledger_postings WHERE tenant_id = 'LEFT' AND entry_number = 4 AND account = 'pool'", .paid),
        LedgerDamage("DELETE FROM ledger_withdrawals WHERE intent_id = 'PAID'", "ledger_entries LEFT/4"),
    ])
    func whatIsArchivedIsStillChecked(damage: LedgerDamage) async throws {
        try await BrokenBooks.with { books in
            for table in ["intents", "owned_objects", "mirrored_objects"] {
                try await books.suffer(LedgerDamage("DELETE FROM \(table) WHERE intent_id = 'PAID'"))
            }
            #expect(try await books.check().violations.isEmpty)
            try await books.suffer(damage)
            let rows = try await books.check().violations.map(\.row)
            for row in damage.rows { #expect(rows.contains(books.named(row)), "\(damage.sql): \(rows)") }
        }
    }

    @Test func whatIsNotListedIsCounted() async throws {
        try await LedgerFixture.with { world in
            let count = LedgerCheck.violationsMax + 7
            try await world.database.write { store in
                for _ in 0..<count {
                    try IntentRepository.insert(world.intent(.withdrawal, of: world.left), in: store)
                }
            }
            let check = try await world.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now) }
            #expect((check.violations.count, check.violationCount) == (LedgerCheck.violationsMax, count))
        }
    }

    /// Sums that no window reaches any more go in pieces, each at its time.
    @Test func whatNoWindowReachesIsNotCompared() async throws {
        try await BrokenBooks.with { books in
            for damage in LedgerDamage.all(.windowSum).prefix(1) { try await books.suffer(damage) }
            func violations(after days: Int64) async throws -> Int {
                let now = LedgerFixture.now.advanced(by: .seconds(days * 86_400))
                return try await books.world.database.read { try LedgerCheck(in: $0, at: now).violationCount }
            }
            #expect(try await violations(after: 6) == 1)
            #expect(try await violations(after: 8) == 0)
        }
    }

    /// One value that cannot be read hides no other violation.
    @Test func theRestIsReadAllTheSame() async throws {
        try await BrokenBooks.with { books in
            for damage in LedgerDamage.all(.unreadable) + LedgerDamage.all(.withdrawalEvidence) {
                try await books.suffer(damage)
            }
            let kinds = Set(try await books.check().violations.map(\.kind))
            #expect(kinds.isSuperset(of: [.unreadable, .withdrawalEvidence]))
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
                let check = try LedgerCheck(in: planner, at: LedgerFixture.now)
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
            let found = try await world.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now).violations }
            #expect(found.map(\.row) == ["intents \(world.left)/\(intent.id)"])
        }
    }
}
