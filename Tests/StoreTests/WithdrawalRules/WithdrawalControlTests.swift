import Policy
import Store
import TestSupport
import Testing

@Suite struct WithdrawalControlTests {
    private static func begin(
        _ amount: String, of tenant: TenantID, in world: LedgerFixture, address: String = "T1", memo: String? = nil,
        at time: Timestamp = LedgerFixture.now
    ) async throws -> LedgerOpened {
        let id = IntentID.make(at: time)
        let intent = Intent(
            id: id, tenantID: tenant, accountID: world.accountID, kind: .withdrawal, idempotencyKey: nil,
            fingerprint: [1], callbackToken: "\(id)", tenantCallbackURL: nil, tenantOrderID: nil,
            tenantCustomID: nil, createdAt: time)
        let order = WithdrawalOrder(
            currency: LedgerFixture.currency, amount: try Amount(parsing: amount), address: address, memo: memo)
        return try await world.database.write { store in
            let opened = try BookRepository.open(.withdrawal(order), for: intent, at: time, in: store)
            if opened == .ready { try IntentRepository.insert(intent, in: store) }
            return opened
        }
    }

    private static func setLimits(_ limits: WithdrawalLimits, in world: LedgerFixture) async throws {
        try await world.database.write {
            try WithdrawalRuleRepository.setLimits(
                limits, of: world.left, in: .currency(LedgerFixture.currency), in: $0)
        }
    }

    private static func approve(_ id: IntentID, in world: LedgerFixture) async throws -> Bool {
        try await world.database.write { store in
            guard let approval = try ApprovalRepository.approvalForOperator(id, in: store) else { return false }
            let checker = Operator(name: "ann", isShared: false)
            return try ApprovalRepository.approve(approval, by: checker, at: LedgerFixture.now, in: store)
        }
    }

    private static func reject(_ id: IntentID, in world: LedgerFixture) async throws -> Bool {
        try await world.database.write { store in
            guard let approval = try ApprovalRepository.approvalForOperator(id, in: store) else { return false }
            return try ApprovalRepository.reject(approval, by: "root", at: LedgerFixture.now, in: store)
        }
    }

    @Test func limitsAreOneTenantsAndCountWhatWasNotGivenBack() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "100")
            try await world.fund(world.right, "100")
            try await Self.setLimits(WithdrawalLimits(perDay: try Amount(parsing: "50")), in: world)
            let back = try await world.withdrawal(of: world.left, "40")
            await #expect(
                throws: WithdrawalRefusal.aboveDailyLimit(
                    left: try Amount(parsing: "10"), .currency(LedgerFixture.currency))
            ) {
                try await Self.begin("20", of: world.left, in: world)
            }
            #expect(try await Self.begin("90", of: world.right, in: world) == .ready)
            try await world.apply(.withdrawal(.returned), to: back)
            #expect(try await Self.begin("50", of: world.left, in: world) == .ready)
        }
    }

    @Test func onlyListedAddressesAndOnlyAfterTheirTime() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "100")
            let later = LedgerFixture.now.advanced(by: .seconds(60))
            try await world.database.write { store in
                try WithdrawalRuleRepository.setAllowList(
                    AddressAllowList(isInForce: true, coolingOff: .seconds(60)), of: world.left, in: store)
                for memo in [nil, "7"] {
                    try WithdrawalRuleRepository.allow(
                        WithdrawalAddress(
                            currency: LedgerFixture.currency, address: "T1", memo: memo, usableAt: later),
                        of: world.left, at: LedgerFixture.now, in: store)
                }
            }
            await #expect(throws: WithdrawalRefusal.addressNotListed) {
                try await Self.begin("1", of: world.left, in: world, address: "t1", at: later)
            }
            await #expect(throws: WithdrawalRefusal.addressNotListed) {
                try await Self.begin("1", of: world.left, in: world, memo: "8", at: later)
            }
            await #expect(throws: WithdrawalRefusal.addressCoolingOff(until: later)) {
                try await Self.begin("1", of: world.left, in: world)
            }
            #expect(try await Self.begin("1", of: world.left, in: world, memo: "7", at: later) == .ready)
            try await world.database.write { store in
                #expect(
                    try WithdrawalRuleRepository.disallow(
                        currency: LedgerFixture.currency, address: "T1", memo: "7", of: world.left, in: store))
                try WithdrawalRuleRepository.setAllowList(.standard, of: world.left, in: store)
            }
            #expect(try await Self.begin("1", of: world.left, in: world, address: "any") == .ready)
        }
    }

    @Test func anApprovedWithdrawalGoesThroughOnceWithFundsThatWereHeldAllAlong() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "100")
            try await Self.setLimits(
                WithdrawalLimits(approvalAbove: ApprovalThreshold(try Amount(parsing: "50"))), in: world)
            guard case .awaitsApproval(let id) = try await Self.begin("80", of: world.left, in: world) else {
                Issue.record("above the threshold")
                return
            }
            #expect(try await world.balance(.held, of: world.left) == "80")
            #expect(try await Self.begin("80", of: world.left, in: world) == .awaitsApproval(id), "the same again")
            #expect(try await world.balance(.held, of: world.left) == "80")
            #expect(try await Self.approve(id, in: world))
            #expect(try await !Self.approve(id, in: world))
            #expect(try await Self.begin("80", of: world.left, in: world) == .ready)
            #expect(try await world.balance(.held, of: world.left) == "80")
            await #expect(throws: WithdrawalRefusal.insufficientBalance, "it is used: this one is new") {
                try await Self.begin("80", of: world.left, in: world)
            }
            #expect(try await world.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now).violations }.isEmpty)
        }
    }

    @Test func aRejectedOneGetsItsFundsBackAndIsRefusedForADay() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "100")
            try await Self.setLimits(WithdrawalLimits(approvalAbove: ApprovalThreshold(.zero)), in: world)
            guard case .awaitsApproval(let id) = try await Self.begin("80", of: world.left, in: world) else {
                Issue.record("above the threshold")
                return
            }
            #expect(try await Self.approve(id, in: world))
            #expect(try await Self.reject(id, in: world), "second thoughts, before it was used")
            #expect(try await world.balance(.available, of: world.left) == "100")
            await #expect(throws: WithdrawalRefusal.rejected) { try await Self.begin("80", of: world.left, in: world) }
            let tomorrow = LedgerFixture.now.advanced(by: WithdrawalApproval.rejectionRemembered)
            guard case .awaitsApproval = try await Self.begin("80", of: world.left, in: world, at: tomorrow) else {
                Issue.record("asked anew")
                return
            }
            #expect(try await world.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now).violations }.isEmpty)
        }
    }
}
