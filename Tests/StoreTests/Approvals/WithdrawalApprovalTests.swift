import Policy
import Store
import TestSupport
import Testing

/// One withdrawal above the threshold, asked for with an API key.
@Suite struct WithdrawalApprovalTests {
    private static let (ann, bob, cyd) = (
        Operator(name: "ann", isShared: false), Operator(name: "bob", isShared: false),
        Operator(name: "cyd", isShared: false)
    )
    private static let key = APIKeyID.make(at: LedgerFixture.now)
    private static let address = WithdrawalArrangement.address(LedgerFixture.currency, address: "T1", memo: "7")

    private static func ask(
        approvals: Int = 1, with key: APIKeyID? = key, in world: LedgerFixture
    ) async throws -> IntentID {
        try await world.fund(world.left, "100")
        let intent = world.intent(.withdrawal, of: world.left)
        let limits = WithdrawalLimits(approvalAbove: ApprovalThreshold(.zero), approvalsRequired: approvals)
        let order = WithdrawalOrder(
            currency: LedgerFixture.currency, amount: try Amount(parsing: "80"), address: "T1", memo: "7",
            apiKeyID: key)
        let opened = try await world.database.write { store in
            try WithdrawalRuleRepository.setLimits(
                limits, of: world.left, in: .currency(LedgerFixture.currency), in: store)
            return try BookRepository.open(.withdrawal(order), for: intent, at: LedgerFixture.now, in: store)
        }
        #expect(opened == .awaitsApproval(intent.id))
        return intent.id
    }

    private static func record(
        _ arrangement: WithdrawalArrangement, by name: String, of tenant: TenantID? = nil, in world: LedgerFixture
    ) async throws {
        try await world.database.write { store in
            try WithdrawalRuleRepository.record(
                arrangement, by: name, of: tenant ?? world.left, at: LedgerFixture.now, in: store)
        }
    }

    private static func approve(
        _ id: IntentID, by checker: Operator, in world: LedgerFixture
    ) async throws -> WithdrawalApproval.State? {
        try await world.database.write { store in
            guard let approval = try ApprovalRepository.approvalForOperator(id, in: store),
                try ApprovalRepository.approve(approval, by: checker, at: LedgerFixture.now, in: store)
            else { return nil }
            return try ApprovalRepository.approvalForOperator(id, in: store)?.state
        }
    }

    @Test(
        arguments: [.apiKey(key), .limits(.currency(LedgerFixture.currency)), .allowList, address]
            as [WithdrawalArrangement])
    func whoeverArrangedItBeforeOrAfterItWasAskedForCannotApproveIt(arrangement: WithdrawalArrangement) async throws {
        try await LedgerFixture.with { world in
            try await Self.record(arrangement, by: "ann", in: world)
            let id = try await Self.ask(in: world)
            try await Self.record(arrangement, by: "bob", in: world)
            for checker in [Self.ann, Self.bob] {
                await #expect(throws: ApprovalRefusal.arranged(checker.name, arrangement.arrangement)) {
                    try await Self.approve(id, by: checker, in: world)
                }
            }
            #expect(try await Self.approve(id, by: Self.cyd, in: world) == .approved)
        }
    }

    @Test func whoeverHasCreditedItCannotApproveItHoweverManyDidSince() async throws {
        try await LedgerFixture.with { world in
            for name in ["ann", "bob"] {
                try await Self.record(.credit(LedgerFixture.currency), by: name, in: world)
            }
            let id = try await Self.ask(in: world)
            for checker in [Self.ann, Self.bob] {
                await #expect(throws: ApprovalRefusal.arranged(checker.name, .credit)) {
                    try await Self.approve(id, by: checker, in: world)
                }
            }
            #expect(try await Self.approve(id, by: Self.cyd, in: world) == .approved)
        }
    }

    @Test func whatDoesNotConcernItDoesNotMatter() async throws {
        try await LedgerFixture.with { world in
            for arrangement in [.apiKey(.make(at: LedgerFixture.now)), .clientSecret] as [WithdrawalArrangement] {
                try await Self.record(arrangement, by: "ann", in: world)
            }
            try await Self.record(
                .address(LedgerFixture.currency, address: "T1", memo: nil), by: "ann", in: world)
            try await Self.record(.address(LedgerFixture.currency, address: "T2", memo: "7"), by: "ann", in: world)
            try await Self.record(.allowList, by: "ann", of: world.right, in: world)
            let id = try await Self.ask(in: world)
            #expect(try await Self.approve(id, by: Self.ann, in: world) == .approved)
        }
    }

    @Test func whatWaitsForApprovalCannotHaveBeenPaidOut() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.right, "100")
            try await world.withdrawal(of: world.right, "30")
            let id = try await Self.ask(in: world)
            #expect(try await world.balance(.held, of: world.left) == "80")
            for _ in 1...2 {
                let books = try await world.database.read { store in
                    try BookRepository.books(of: world.accountID, in: store)[LedgerFixture.currency]
                }
                #expect(books?.held == (try Amount(parsing: "30")), "what was sent upstream")
                #expect(books?.heldCount == 1)
                _ = try await Self.approve(id, by: Self.ann, in: world)
            }
        }
    }

    @Test func behindATokenIsTheClientSecret() async throws {
        try await LedgerFixture.with { world in
            try await Self.record(.clientSecret, by: "ann", in: world)
            let id = try await Self.ask(with: nil, in: world)
            await #expect(throws: ApprovalRefusal.arranged("ann", .clientSecret)) {
                try await Self.approve(id, by: Self.ann, in: world)
            }
        }
    }

    @Test func asManyDifferentOperatorsAsWereAskedForMustApprove() async throws {
        try await LedgerFixture.with { world in
            let id = try await Self.ask(approvals: 2, in: world)
            #expect(try await Self.approve(id, by: Self.ann, in: world) == .waiting)
            await #expect(throws: ApprovalRefusal.approvedAlready("ann")) {
                try await Self.approve(id, by: Self.ann, in: world)
            }
            try await world.database.write { store in
                try WithdrawalRuleRepository.setLimits(
                    WithdrawalLimits(approvalAbove: ApprovalThreshold(.zero)), of: world.left,
                    in: .currency(LedgerFixture.currency), in: store)
            }
            let duties = try await world.database.read { store in
                try ApprovalRepository.approvalForOperator(id, in: store).map {
                    try ApprovalRepository.duties(on: $0, in: store)
                }
            }
            #expect(duties?.approvers == ["ann"] && duties?.approvalsMissing == 1, "as it was when it was asked for")
            #expect(try await Self.approve(id, by: Self.bob, in: world) == .approved)
            #expect(try await Self.approve(id, by: Self.cyd, in: world) == nil, "nothing to decide")
        }
    }
}
