import Policy
import Store
import TestSupport
import Testing

/// A locked tenant withdraws nothing, whatever it asks for and whatever was approved before.
@Suite struct WithdrawalLockTests {
    private static func lock(_ isLocked: Bool, in world: LedgerFixture) async throws {
        try await world.database.write {
            try TenantRepository.setWithdrawalsLocked(isLocked, of: world.left, in: $0)
        }
    }

    private static func open(_ opening: LedgerOpening, in world: LedgerFixture) async throws -> LedgerOpened {
        let intent = world.intent(.withdrawal, of: world.left)
        return try await world.database.write {
            try BookRepository.open(opening, for: intent, at: LedgerFixture.now, in: $0)
        }
    }

    @Test(arguments: [true, false]) func nothingBegins(holdsFunds: Bool) async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "100")
            try await Self.lock(true, in: world)
            let order = WithdrawalOrder(
                currency: LedgerFixture.currency, amount: try Amount(parsing: "1"), address: "T1",
                holdsFunds: holdsFunds)
            for opening in [LedgerOpening.withdrawal(order), .unreadableWithdrawal] {
                let refusal = await #expect(throws: WithdrawalRefusal.self) {
                    try await Self.open(opening, in: world)
                }
                #expect(refusal == .locked)
            }
            #expect(try await world.balance(.available, of: world.left) == "100")
            try await world.fund(world.right, "5")
            try await world.withdrawal(of: world.right, "5")
            try await Self.lock(false, in: world)
            #expect(try await Self.open(.withdrawal(order), in: world) == .ready)
            #expect(try await Self.open(.unreadableWithdrawal, in: world) == .ready)
        }
    }

    @Test func whatWasApprovedBeforeWaitsAsWell() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "100")
            try await world.database.write { store in
                try WithdrawalRuleRepository.setLimits(
                    WithdrawalLimits(approvalAbove: ApprovalThreshold(.zero)), of: world.left,
                    in: .currency(LedgerFixture.currency), in: store)
            }
            let order = WithdrawalOrder(
                currency: LedgerFixture.currency, amount: try Amount(parsing: "80"), address: "T1")
            guard case .awaitsApproval(let id) = try await Self.open(.withdrawal(order), in: world) else {
                return #expect(Bool(false), "it needs an approval")
            }
            _ = try await world.database.write { store in
                guard let approval = try ApprovalRepository.approvalForOperator(id, in: store) else { return false }
                return try ApprovalRepository.approve(
                    approval, by: Operator(name: "ann", isShared: false), at: LedgerFixture.now, in: store)
            }
            try await Self.lock(true, in: world)
            await #expect(throws: WithdrawalRefusal.locked) { try await Self.open(.withdrawal(order), in: world) }
            try await Self.lock(false, in: world)
            #expect(try await Self.open(.withdrawal(order), in: world) == .ready)
        }
    }
}
