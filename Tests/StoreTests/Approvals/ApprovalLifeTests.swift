import Policy
import Store
import TestSupport
import Testing

/// What becomes of an approval after it was given: it is judged again, it ends, and an attempt that was never sent does
/// not use it up. With funds that are held, and without.
@Suite struct ApprovalLifeTests {
    private static let lifetime: Duration = .seconds(3600)
    private static let terms = WithdrawalTerms(approvalLifetime: lifetime, priceAgeMax: .seconds(900))

    private struct Request {
        let world: LedgerFixture
        let holdsFunds: Bool

        func intent(customID: String? = "c", key: String? = "k") -> Intent {
            let id = IntentID.make(at: LedgerFixture.now)
            return Intent(
                id: id, tenantID: world.left, accountID: world.accountID, kind: .withdrawal,
                idempotencyKey: key, fingerprint: [7], callbackToken: "\(id)", tenantCallbackURL: nil,
                tenantOrderID: nil, tenantCustomID: nil, claimedCustomID: customID, createdAt: LedgerFixture.now)
        }

        func open(_ intent: Intent, at now: Timestamp = LedgerFixture.now) async throws -> LedgerOpened {
            let order = WithdrawalOrder(
                currency: LedgerFixture.currency, amount: try Amount(parsing: "80"), address: "T1",
                holdsFunds: holdsFunds, terms: terms)
            return try await world.database.write { store in
                let opened = try BookRepository.open(.withdrawal(order), for: intent, at: now, in: store)
                if opened == .ready { try IntentRepository.insert(intent, in: store) }
                return opened
            }
        }

        func ask() async throws -> IntentID {
            if holdsFunds { try await world.fund(world.left, "100") }
            try await world.database.write { [world] store in
                try WithdrawalRuleRepository.setLimits(
                    WithdrawalLimits(approvalAbove: ApprovalThreshold(.zero)), of: world.left,
                    in: .currency(LedgerFixture.currency), in: store)
            }
            let intent = intent()
            #expect(try await open(intent) == .awaitsApproval(intent.id))
            return intent.id
        }

        @discardableResult
        func approve(_ id: IntentID, at now: Timestamp = LedgerFixture.now) async throws -> Bool {
            try await world.database.write { store in
                guard let approval = try ApprovalRepository.approvalForOperator(id, in: store) else { return false }
                let checker = Operator(name: "ann", isShared: false)
                return try ApprovalRepository.approve(approval, by: checker, at: now, in: store)
            }
        }

        func state(of id: IntentID) async throws -> WithdrawalApproval.State? {
            try await world.database.read { try ApprovalRepository.approvalForOperator(id, in: $0)?.state }
        }

        func check(held: String) async throws {
            #expect(try await world.balance(.held, of: world.left) == (holdsFunds ? held : "0"))
            // The fixture's tenants share their account: without funds their withdrawals are none of the books'.
            guard holdsFunds else { return }
            #expect(try await world.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now).violations } == [])
        }
    }

    @Test(arguments: [true, false]) func itIsJudgedAgainWhenItIsSent(holdsFunds: Bool) async throws {
        try await LedgerFixture.with { world in
            let request = Request(world: world, holdsFunds: holdsFunds)
            let id = try await request.ask()
            try await request.approve(id)
            let scope = LimitScope.currency(LedgerFixture.currency)
            func set(_ perDay: String) async throws {
                let limits = WithdrawalLimits(
                    perDay: try Amount(parsing: perDay), approvalAbove: ApprovalThreshold(.zero))
                try await world.database.write {
                    try WithdrawalRuleRepository.setLimits(limits, of: world.left, in: scope, in: $0)
                }
            }
            try await set("79")
            await #expect(throws: WithdrawalRefusal.aboveDailyLimit(left: try Amount(parsing: "79"), scope)) {
                _ = try await request.open(request.intent())
            }
            #expect(try await request.state(of: id) == .approved)
            try await set("80")
            try await world.database.write {
                try WithdrawalRuleRepository.setAllowList(
                    AddressAllowList(isInForce: true, coolingOff: .zero), of: world.left, in: $0)
            }
            await #expect(throws: WithdrawalRefusal.addressNotListed) { _ = try await request.open(request.intent()) }
            try await request.check(held: "80")
            try await world.database.write {
                try WithdrawalRuleRepository.setAllowList(.standard, of: world.left, in: $0)
            }
            #expect(try await request.open(request.intent()) == .ready, "its own record does not count against it")
            #expect(try await request.state(of: id) == .used)
            try await request.check(held: "80")
        }
    }

    @Test(arguments: [true, false]) func whatWasNeverSentPutsItBackAndADisprovenOneDoesNot(holdsFunds: Bool)
        async throws
    {
        try await LedgerFixture.with { world in
            let request = Request(world: world, holdsFunds: holdsFunds)
            let id = try await request.ask()
            try await request.approve(id)
            for _ in 1...2 {
                let intent = request.intent()
                #expect(try await request.open(intent) == .ready)
                try await world.database.write { try IntentRepository.abandon(intent, at: LedgerFixture.now, in: $0) }
                #expect(try await request.state(of: id) == .approved)
                try await request.check(held: "80")
                let books = try await world.database.read {
                    try BookRepository.books(of: world.accountID, in: $0)[LedgerFixture.currency]
                }
                #expect(books?.heldCount ?? 0 == 0, "nothing of it is with the upstream")
                let other = request.intent(key: nil)
                let holder = try await world.database.read {
                    try ApprovalRepository.holder(ofCustomIDOf: other, at: LedgerFixture.now, in: $0)
                }
                #expect(holder == id)
            }
            let last = request.intent()
            #expect(try await request.open(last) == .ready)
            try await world.database.write { store in
                try IntentRepository.loseOutcome(last, at: LedgerFixture.now, in: store)
                try IntentRepository.disprove(last, at: LedgerFixture.now, in: store)
            }
            #expect(try await request.state(of: id) == .used)
            try await request.check(held: "0")
            let anew = request.intent()
            #expect(try await request.open(anew) == .awaitsApproval(anew.id))
        }
    }

    @Test(arguments: [true, false]) func itEndsByItselfAndGivesBackWhatItHeld(holdsFunds: Bool) async throws {
        try await LedgerFixture.with { world in
            let request = Request(world: world, holdsFunds: holdsFunds)
            let id = try await request.ask()
            let almost = LedgerFixture.now.advanced(by: Self.lifetime - .milliseconds(1))
            #expect(try await request.approve(id, at: almost))
            let again = almost.advanced(by: Self.lifetime)
            #expect(
                try await world.database.write {
                    try ApprovalRepository.expireApprovalsOfAll(
                        limit: 10, at: again.advanced(by: .milliseconds(-1)), in: $0)
                } == 0)
            let anew = request.intent()
            #expect(try await request.open(anew, at: again) == .awaitsApproval(anew.id), "judged at use, unswept")
            #expect(try await request.state(of: id) == .expired)
            try await request.check(held: "80")
            let end = again.advanced(by: Self.lifetime)
            #expect(try await !request.approve(anew.id, at: end), "too late")
            #expect(
                try await world.database.write {
                    try ApprovalRepository.expireApprovalsOfAll(limit: 10, at: end, in: $0)
                } == 1)
            try await request.check(held: "0")
            #expect(
                try await world.database.read { try ApprovalRepository.approvals(.init(limit: 9), in: $0) } == [])
        }
    }

    @Test func anApprovalIsUsedOnceWhateverTheReaderSaw() async throws {
        try await LedgerFixture.with { world in
            let request = Request(world: world, holdsFunds: true)
            let id = try await request.ask()
            try await request.approve(id)
            let seen = try await world.database.read { try ApprovalRepository.approvalForOperator(id, in: $0) }
            #expect(seen?.state == .approved)
            #expect(try await request.open(request.intent()) == .ready)
            let stale = try #require(seen)
            #expect(
                try await world.database.write {
                    try ApprovalRepository.reject(stale, by: "root", at: LedgerFixture.now, in: $0)
                } == false)
            await #expect(throws: StoreError.self, "a vote for what is used already") {
                try await world.database.write { store in
                    try store.execute("UPDATE withdrawal_approvals SET state = 'waiting', approvals_required = 2", [])
                    let waiting = try #require(try ApprovalRepository.approvalForOperator(id, in: store))
                    try store.execute("UPDATE withdrawal_approvals SET approvals_given = 2", [])
                    let checker = Operator(name: "bob", isShared: false)
                    _ = try ApprovalRepository.approve(waiting, by: checker, at: LedgerFixture.now, in: store)
                }
            }
        }
    }
}
