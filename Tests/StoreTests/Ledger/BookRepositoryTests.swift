import Policy
import Store
import TestSupport
import Testing

@Suite struct BookRepositoryTests {
    @Test func aPaymentIsCreditedOnceAndToItsTenantAlone() async throws {
        try await LedgerFixture.with { world in
            let payment = try await world.payment(of: world.left, feeBasisPoints: 100)
            for _ in 0..<3 { try await world.complete(payment, "100") }
            #expect(try await world.balance(.available, of: world.left) == "99")
            #expect(try await world.balance(.pool, of: world.left) == "99")
            #expect(try await world.balance(.available, of: world.right) == "0")
            let entries = try await world.database.read { reader in
                try reader.rows("SELECT tenant_id, number, cause FROM ledger_entries", []) {
                    (try $0.text(), try $0.integer(), try $0.text())
                }
            }
            #expect(entries.count == 1 && entries[0] == (world.left.description, 1, "payment"))
        }
    }

    @Test func whatIsOnItsWayIsPendingUntilItIsCredited() async throws {
        try await LedgerFixture.with { world in
            let payment = try await world.payment(of: world.left)
            let seen = PaymentFact(status: "confirming", totalPaid: try Amount(parsing: "7"), occurredAt: nil)
            #expect(try await world.apply(.payment(seen), to: payment))
            #expect(try await !world.apply(.payment(seen), to: payment), "nothing new")
            func balance() async throws -> TenantBalance? {
                try await world.database.read {
                    try BookRepository.balances(of: world.left, accountID: world.accountID, in: $0).first
                }
            }
            #expect(try await balance()?.pending.description == "7")
            #expect(try await balance()?.available.isZero == true)
            try await world.complete(payment, "7")
            #expect(try await balance()?.pending.isZero == true)
            #expect(try await balance()?.available.description == "7")
        }
    }

    @Test func aWithdrawalIsHeldPostedOrGivenBack() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            let paid = try await world.withdrawal(of: world.left, "4")
            let failed = try await world.withdrawal(of: world.left, "5")
            #expect(try await world.balance(.held, of: world.left) == "9")
            try await world.apply(.withdrawal(.completed), to: paid)
            try await world.apply(.withdrawal(.returned), to: failed)
            #expect(try await world.balance(.held, of: world.left) == "0")
            #expect(try await world.balance(.available, of: world.left) == "6")
            #expect(try await world.balance(.pool, of: world.left) == "6")
        }
    }

    @Test func aRefusedHoldLeavesNothingBehind() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            try await world.fund(world.right, "1000")
            await #expect(throws: WithdrawalRefusal.insufficientBalance) {
                try await world.withdrawal(of: world.left, "10.000000000000000001")
            }
            let rows = try await world.database.read { reader in
                try reader.rows("SELECT intent_id FROM intents WHERE kind = 'withdrawal'", []) { try $0.text() }
            }
            #expect(rows.isEmpty)
            #expect(try await world.balance(.available, of: world.left) == "10")
        }
    }

    /// The whole balance, many times at once, through the real store: one gets it.
    @Test func ofConcurrentWithdrawalsOfAFullBalanceOneSucceeds() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            let ends = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<64 {
                    group.addTask { (try? await world.withdrawal(of: world.left, "10")) != nil }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(ends.count { $0 } == 1)
            #expect(try await world.balance(.held, of: world.left) == "10")
            #expect(try await world.balance(.available, of: world.left) == "0")
        }
    }

    /// Given back, spent again, and paid out all the same: the tenant owes it, its next payment settles it.
    @Test func moneyThatLeftAfterAVoidIsOwedUntilThePaymentsThatFollow() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            let first = try await world.withdrawal(of: world.left, "8")
            try await world.apply(.withdrawal(WithdrawalFact(.returned, occurredAt: LedgerFixture.now)), to: first)
            try await world.withdrawal(of: world.left, "7")
            let later = LedgerFixture.now.advanced(by: .seconds(60))
            try await world.apply(.withdrawal(WithdrawalFact(.completed, occurredAt: later)), to: first)
            #expect(try await world.balance(.available, of: world.left) == "0")
            #expect(try await world.balance(.receivable, of: world.left) == "5")
            let shown = try await world.database.read {
                try BookRepository.balances(of: world.left, accountID: world.accountID, in: $0).first
            }
            #expect(shown?.receivable.description == "5")
            await #expect(throws: WithdrawalRefusal.insufficientBalance) {
                try await world.withdrawal(of: world.left, "1")
            }
            try await world.fund(world.left, "6")
            #expect(try await world.balance(.receivable, of: world.left) == "0")
            #expect(try await world.balance(.available, of: world.left) == "1")
            #expect(try await world.balance(.available, of: world.right) == "0")
            #expect(try await world.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now).violations } == [])
        }
    }

    @Test(arguments: WithdrawalDecision.allCases)
    func anOperatorEndsAHoldOnce(decision: WithdrawalDecision) async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            let intent = try await world.withdrawal(of: world.left, "4")
            try await world.database.write { store in
                let response = StoredResponse(status: 201, body: [])
                try IntentRepository.succeed(
                    intent, upstreamID: "w", response: response, at: LedgerFixture.now, in: store)
                func causes() throws -> [ReconciliationCause.Kind] {
                    try BookRepository.causes(
                        of: world.accountID, currency: LedgerFixture.currency, in: store
                    ).map(\.kind)
                }
                #expect(try causes() == [.holdWithoutWithdrawal], "nobody has heard of it")
                var row = MirrorRow(status: "processing", object: Array("{}".utf8))
                try ObjectRepository.upsert(row, of: intent, at: LedgerFixture.now, in: store)
                #expect(try causes() == [.openWithdrawal])
                row.status = "stuck"
                try ObjectRepository.upsert(row, of: intent, at: LedgerFixture.now, in: store)
                #expect(try BookRepository.decide(decision, about: intent, at: LedgerFixture.now, in: store))
                #expect(try !BookRepository.decide(decision, about: intent, at: LedgerFixture.now, in: store))
            }
            let isBack = decision == .voided
            #expect(try await world.balance(.held, of: world.left) == "0")
            #expect(try await world.balance(.available, of: world.left) == (isBack ? "10" : "6"))
            #expect(try await world.balance(.pool, of: world.left) == (isBack ? "10" : "6"))
            #expect(try await world.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now).violations } == [])
        }
    }

    @Test(arguments: [true, false]) func anAnswerThatDeniesTheEffectGivesTheFundsBack(isRefusal: Bool) async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            let intent = try await world.withdrawal(of: world.left, "10")
            try await world.database.write { store in
                if isRefusal {
                    let response = StoredResponse(status: 400, body: [])
                    try IntentRepository.refuse(intent, response: response, at: LedgerFixture.now, in: store)
                } else {
                    try IntentRepository.abandon(intent, at: LedgerFixture.now, in: store)
                }
            }
            #expect(try await world.balance(.available, of: world.left) == "10")
        }
    }

    @Test func aLostOutcomeKeepsItsHold() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            let intent = try await world.withdrawal(of: world.left, "10")
            try await world.database.write {
                try IntentRepository.loseOutcome(intent, at: LedgerFixture.now, in: $0)
            }
            #expect(try await world.balance(.held, of: world.left) == "10")
        }
    }

    /// A webhook was faster than the answer that denies the effect: it is the better evidence.
    @Test func aProvenWithdrawalKeepsItsHoldWhateverTheAnswerSaid() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "10")
            let intent = try await world.withdrawal(of: world.left, "10")
            try await world.database.write { store in
                _ = try IntentRepository.confirm(intent, upstreamID: "w-1", at: LedgerFixture.now, in: store)
                try IntentRepository.refuse(
                    intent, response: StoredResponse(status: 400, body: []), at: LedgerFixture.now, in: store)
            }
            #expect(try await world.balance(.held, of: world.left) == "10")
        }
    }

    @Test func factsAboutAnIntentWithoutBooksChangeNothing() async throws {
        try await LedgerFixture.with { world in
            let intent = world.intent(.payment, of: world.left)
            try await world.database.write { try IntentRepository.insert(intent, in: $0) }
            let fact = PaymentFact(status: "completed", totalPaid: try Amount(parsing: "5"))
            #expect(try await !world.apply(.payment(fact), to: intent))
            #expect(try await world.balance(.available, of: world.left) == "0")
        }
    }

    @Test func anotherCurrencyThanThePaymentsIsRemarkedOnceAndNotBooked() async throws {
        try await LedgerFixture.with { world in
            let payment = try await world.payment(of: world.left)
            let fact = PaymentFact(
                status: "completed", currency: CurrencyCode("BTC"), totalPaid: try Amount(parsing: "5"))
            #expect(try await world.apply(.payment(fact), to: payment))
            #expect(try await !world.apply(.payment(fact), to: payment))
            #expect(try await world.balance(.available, of: world.left) == "0")
            let reasons = try await world.database.read { reader in
                try reader.rows("SELECT reason FROM ledger_entries WHERE cause = 'doubt'", []) { try $0.text() }
            }
            #expect(reasons == ["it was created in USDTTRC20, and is reported in BTC"])
        }
    }

    @Test func aCurrencyThatTheTenantDidNotNameIsTakenFromTheUpstream() async throws {
        try await LedgerFixture.with { world in
            let payment = try await world.payment(of: world.left, currency: nil)
            try await world.complete(payment, "5")
            #expect(try await world.balance(.available, of: world.left) == "0", "nobody has said which currency")
            let named = PaymentFact(
                status: "completed", currency: CurrencyCode("usdttrc20"), totalPaid: try Amount(parsing: "5"))
            try await world.apply(.payment(named), to: payment)
            #expect(try await world.balance(.available, of: world.left) == "5")
        }
    }

    @Test func commissionIsThatOfTheCurrencyOrElseOfAll() async throws {
        try await LedgerFixture.with { world in
            let all = CommissionTerms(
                commission: PaymentTerms.Commission(basisPoints: 100, fixed: .zero), upstreamFeeBearer: .tenant)
            let own = CommissionTerms(
                commission: PaymentTerms.Commission(basisPoints: 0, fixed: try Amount(parsing: "2")),
                upstreamFeeBearer: .platform)
            let earlier = try await world.payment(of: world.left)
            try await world.database.write { store in
                try BookRepository.setCommission(all, of: world.left, currency: nil, in: store)
                try BookRepository.setCommission(
                    own, of: world.left, currency: LedgerFixture.currency, in: store)
                #expect(
                    try BookRepository.commission(of: world.left, currency: CurrencyCode("BTC"), in: store) == all)
                #expect(
                    try BookRepository.commission(of: world.left, currency: LedgerFixture.currency, in: store) == own)
                #expect(
                    try BookRepository.commission(of: world.right, currency: nil, in: store) == .standard)
            }
            try await world.fund(world.left, "10")
            #expect(try await world.balance(.available, of: world.left) == "8")
            try await world.complete(earlier, "10")
            #expect(try await world.balance(.available, of: world.left) == "18", "its terms are those of its creation")
        }
    }

    @Test func theSchemaItselfKeepsAvailableAboveZero() async throws {
        try await LedgerFixture.with { world in
            for account in ["available", "held", "receivable"] {
                await #expect(throws: StoreError.self) {
                    try await world.database.write { store in
                        try store.execute(
                            """
                            INSERT INTO ledger_accounts (tenant_id, account_id, currency, account, balance)
                            VALUES ('', 'x', 'BTC', $1, '-0.000000000000000001')
                            """, [.text(account)])
                    }
                }
            }
        }
    }
}
