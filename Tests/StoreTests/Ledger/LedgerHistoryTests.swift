import Policy
import Store
import TestSupport
import Testing

/// Random histories through the real store: whole books at the end, and each tenant's as if it were alone.
@Suite struct LedgerHistoryTests {
    private enum Step {
        case pay(PaymentFact)
        case withdraw(Amount)
        case resolve(WithdrawalFact)
    }

    private static func steps(using generator: inout SeededGenerator) -> [Step] {
        (0..<12).map { index in
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                let status = ["completed", "partially_paid", "confirming", "expired", "failed"]
                return .pay(
                    PaymentFact(
                        status: status.randomElement(using: &generator) ?? "completed",
                        totalPaid: isLeftOut(&generator)
                            ? nil : Amount(atoms: Int128.random(in: 0...500, using: &generator)),
                        rejected: isLeftOut(&generator)
                            ? Amount(atoms: Int128.random(in: 0...100, using: &generator)) : nil,
                        occurredAt: isLeftOut(&generator) ? nil : Timestamp(millisecondsSinceEpoch: Int64(index))))
            case 1: return .withdraw(Amount(atoms: Int128.random(in: 1...400, using: &generator)))
            default:
                let kinds: [WithdrawalFact.Kind] = [
                    .completed, .returned, .progressing, .neverAccepted, .decided(.settled), .decided(.voided),
                ]
                let time = Timestamp(millisecondsSinceEpoch: .random(in: 0..<12, using: &generator))
                return .resolve(
                    WithdrawalFact(
                        kinds.randomElement(using: &generator) ?? .completed,
                        occurredAt: isLeftOut(&generator) ? nil : time))
            }
        }
    }

    private static func isLeftOut(_ generator: inout SeededGenerator) -> Bool {
        Int.random(in: 0..<4, using: &generator) == 0
    }

    /// One tenant's steps, in their order; what cannot be set aside is refused.
    private static func live(_ steps: [Step], of tenant: TenantID, in world: LedgerFixture) async throws {
        let payment = try await world.payment(of: tenant, feeBasisPoints: 100)
        var withdrawals: [Intent] = []
        for step in steps {
            switch step {
            case .pay(let fact): for _ in 0..<2 { try await world.apply(.payment(fact), to: payment) }
            case .withdraw(let amount):
                do {
                    withdrawals.append(try await world.withdrawal(of: tenant, amount.description))
                } catch WithdrawalRefusal.insufficientBalance {}
            case .resolve(let fact):
                for withdrawal in withdrawals.suffix(2) { try await hear(fact, of: withdrawal, in: world) }
            }
        }
    }

    /// An answer that denies the effect, an operator's word, or a signed call without an id, which proves the effect.
    private static func hear(_ fact: WithdrawalFact, of intent: Intent, in world: LedgerFixture) async throws {
        try await world.database.write { store in
            switch fact.kind {
            case .neverAccepted:
                guard try IntentRepository.find(intent.id, of: intent.tenantID, in: store)?.state == .inFlight else {
                    return
                }
                try IntentRepository.abandon(intent, at: LedgerFixture.now, in: store)
                return
            case .decided: break
            case .progressing, .completed, .returned, .unrecognised:
                _ = try IntentRepository.confirm(intent, upstreamID: nil, at: LedgerFixture.now, in: store)
            }
            try BookRepository.apply(.withdrawal(fact), to: intent, at: LedgerFixture.now, in: store)
        }
    }

    private static func books(of tenant: TenantID, in world: LedgerFixture) async throws -> AccountBalances {
        try await world.database.read { try BookRepository.balances(of: world.sheet(tenant), in: $0) }
    }

    @Test(arguments: [1, 2, 3, 4, 5, UInt64.random(in: .min ... .max)])
    func theBooksStayWholeAndApart(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let (left, right) = (Self.steps(using: &generator), Self.steps(using: &generator))
        var alone = AccountBalances()
        try await LedgerFixture.with { world in
            try await Self.live(right, of: world.right, in: world)
            alone = try await Self.books(of: world.right, in: world)
        }
        try await LedgerFixture.with { world in
            async let one: Void = Self.live(left, of: world.left, in: world)
            async let other: Void = Self.live(right, of: world.right, in: world)
            _ = try await (one, other)
            #expect(try await Self.books(of: world.right, in: world) == alone, "seed \(seed)")
            let violations = try await world.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now).violations }
            #expect(violations.isEmpty, "seed \(seed)")
        }
    }
}
