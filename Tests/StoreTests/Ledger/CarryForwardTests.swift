import Policy
import Store
import TestSupport
import Testing

/// Old entries leave the journal: balances, checks and numbers are what they were.
@Suite struct CarryForwardTests {
    private static let later = LedgerFixture.now.advanced(by: .seconds(1))

    private struct Picture: Equatable {
        let balances: [String]
        let lastEntries: [String]
    }

    private static func picture(_ world: LedgerFixture) async throws -> Picture {
        try await world.database.read { reader in
            Picture(
                balances: try reader.rows("SELECT * FROM ledger_accounts ORDER BY 1, 2, 3, 4", []) { row in
                    try (0..<5).map { _ in try row.text() }.joined(separator: " ")
                },
                lastEntries: try reader.rows("SELECT tenant_id, last_entry FROM ledger_owners ORDER BY 1", []) {
                    "\(try $0.text()) \(try $0.integer())"
                })
        }
    }

    /// What is carried forward is older than any window.
    private static func check(_ world: LedgerFixture) async throws -> LedgerCheck {
        let now = LedgerFixture.now.advanced(by: .seconds(90 * 86_400))
        return try await world.database.read { try LedgerCheck(in: $0, at: now) }
    }

    private static func closed(_ world: LedgerFixture, before deadline: Timestamp = later) async throws
        -> [ClosedEntries]
    {
        try await world.database.read { reader in
            try BookRepository.owners(after: nil, limit: 99, in: reader).flatMap { owner in
                var (closed, after) = ([ClosedEntries](), Int64?.some(0))
                while let number = after {
                    let found = try BookRepository.closed(
                        of: owner, after: number, createdBefore: deadline, limit: 3, in: reader)
                    closed += found.entries
                    after = found.last
                }
                return closed
            }
        }
    }

    private static func carryForward(_ closed: [ClosedEntries], in world: LedgerFixture) async throws -> Int {
        try await world.database.write { store in
            try closed.reduce(0) { try $0 + BookRepository.carryForward([$1], in: store) }
        }
    }

    private static func forget(_ intents: [Intent], in world: LedgerFixture) async throws {
        try await world.database.write { store in
            for intent in intents {
                try store.execute("DELETE FROM intents WHERE intent_id = $1", [.id(intent.id)])
            }
        }
    }

    /// Payments and withdrawals of two tenants, of which some are final and forgotten, carried forward at random points.
    @Test(arguments: [1, 2, 3, 4, 5, 6, UInt64.random(in: .min ... .max)])
    func balancesAndChecksAreTheSameBeforeAndAfter(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        try await LedgerFixture.with { world in
            var final: [Intent] = []
            var open: [Intent] = []
            for _ in 0..<60 {
                let tenant = Bool.random(using: &generator) ? world.left : world.right
                switch Int.random(in: 0..<6, using: &generator) {
                case 0, 1:
                    let payment = try await world.payment(of: tenant, feeBasisPoints: 100)
                    try await world.complete(payment, "\(Int.random(in: 1...50, using: &generator))")
                    final.append(payment)
                case 2:
                    do {
                        let amount = Int.random(in: 1...30, using: &generator)
                        open.append(try await world.withdrawal(of: tenant, "\(amount)"))
                    } catch WithdrawalRefusal.insufficientBalance {}
                case 3:
                    guard let index = open.indices.randomElement(using: &generator) else { continue }
                    let facts: [WithdrawalFact] = [.completed, .returned]
                    let intent = open.remove(at: index)
                    try await world.database.write {
                        _ = try IntentRepository.confirm(intent, upstreamID: nil, at: LedgerFixture.now, in: $0)
                    }
                    try await world.apply(.withdrawal(facts.randomElement(using: &generator) ?? .completed), to: intent)
                    final.append(intent)
                case 4:
                    try await Self.forget(final.filter { _ in Bool.random(using: &generator) }, in: world)
                default:
                    let before = try await Self.picture(world)
                    let closed = try await Self.closed(world)
                    let carried = try await Self.carryForward(closed, in: world)
                    #expect(carried == closed.reduce(0) { $0 + $1.records.count }, "seed \(seed)")
                    #expect(try await Self.picture(world) == before, "seed \(seed)")
                    #expect(try await Self.closed(world).isEmpty, "seed \(seed)")
                }
                let check = try await Self.check(world)
                #expect(check.violations.isEmpty, "seed \(seed): \(check.violations)")
            }
        }
    }

    @Test func whatSomebodyWaitsForStays() async throws {
        try await LedgerFixture.with { world in
            let paid = try await world.payment(of: world.left)
            try await world.complete(paid, "10")
            let held = try await world.withdrawal(of: world.left, "4")
            let doubtful = try await world.payment(of: world.left)
            let fact = PaymentFact(status: "failed", totalPaid: try Amount(parsing: "3"), occurredAt: LedgerFixture.now)
            try await world.apply(.payment(fact), to: doubtful)
            #expect(try await Self.closed(world).isEmpty, "their intents are there")
            try await Self.forget([paid, held, doubtful], in: world)
            #expect(try await Self.closed(world, before: LedgerFixture.now).isEmpty, "they are young")
            #expect(try await Self.closed(world).map(\.intentID) == [paid.id], "a hold and a doubt are somebody's")
        }
    }

    /// What changed after it was written to the archive is not removed by that.
    @Test func newsThatComesMeanwhileKeepsTheEntries() async throws {
        try await LedgerFixture.with { world in
            let paid = try await world.payment(of: world.left)
            try await world.complete(paid, "10")
            try await Self.forget([paid], in: world)
            let closed = try await Self.closed(world)
            try await world.complete(paid, "12")
            #expect(try await Self.carryForward(closed, in: world) == 0)
            #expect(try await Self.carryForward(try await Self.closed(world), in: world) == 2)
            #expect(try await world.balance(.available, of: world.left) == "12")
        }
    }

    /// The check still bites where numbers may have gaps.
    @Test(arguments: [
        ("DELETE FROM ledger_entries WHERE carried = 0 AND number = 2", "of 3 numbers 2 are entries"),
        ("UPDATE ledger_entries SET carried = 5 WHERE carried > 0", "of 3 numbers 6 are entries"),
        (
            "UPDATE ledger_postings SET amount = '9.000000000000000000' WHERE account = 'available' AND entry_number = 3",
            "debits and credits differ"
        ),
        ("UPDATE ledger_owners SET last_entry = 4", "its last entry is 3"),
    ])
    func damageToWhatWasCarriedIsFound(damage: String, violation: String) async throws {
        try await LedgerFixture.with { world in
            var payments: [Intent] = []
            for _ in 0..<3 {
                payments.append(try await world.payment(of: world.left))
                try await world.complete(try #require(payments.last), "10")
            }
            try await Self.forget([payments[0], payments[2]], in: world)
            #expect(try await Self.carryForward(try await Self.closed(world), in: world) == 2)
            #expect(try await Self.check(world).violations.isEmpty)
            try await world.database.write { store in
                if damage.contains("number = 2") {
                    try store.execute("DELETE FROM ledger_postings WHERE entry_number = 2", [])
                }
                #expect(try store.execute(damage, []) > 0)
            }
            let found = try await Self.check(world).violations
            #expect(found.contains { $0.reason.contains(violation) }, "\(found)")
        }
    }
}
