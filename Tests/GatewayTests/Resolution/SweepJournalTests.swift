import HTTPWire
import Policy
import Store
import TestSupport
import Transport
import Testing
import Objects
import Webhooks

@testable import Gateway

struct SweepJournalTests {
    private static let now = TestTenants.startedAt
    private static let later = now.advanced(by: .seconds(60))
    private static let object: JSONValue = [
        "transaction_id": "tx", "status": "waiting", "order_id": "ours", "callback_url": "https://gw/hooks/t",
    ]

    /// A database with one intent of unknown outcome.
    private static func run(_ body: (any Database, SweepJournal, Intent) async throws -> Void) async throws {
        try await TemporaryDatabase.with { database in
            let tenants = TestTenants()
            let accountID = try await tenants.addAccount(to: database)
            let tenantID = try await tenants.addTenant("shop", of: accountID, to: database)
            let intent = try await tenants.addIntent(
                of: tenantID, accountID: accountID, token: "t", orderID: #""A-1""#, to: database)
            try await database.write { try IntentRepository.loseOutcome(intent, at: now, in: $0) }
            try await body(database, SweepJournal(database: database), intent)
        }
    }

    private static func find(_ intent: Intent, in database: any Database) async throws -> Intent {
        try #require(try await database.read { try IntentRepository.find(intent.id, of: intent.tenantID, in: $0) })
    }

    private static let policy = SweepPolicy(
        outcomes: ResolutionSchedule(pauses: []), payments: SweepSchedule(pauses: [.seconds(10), .seconds(300)]),
        withdrawals: SweepSchedule(pauses: [.seconds(120)]),
        latePayments: SweepSchedule(pauses: [.seconds(7200), .seconds(86_400)]), requestsPerMinute: 12,
        deadlines: ClientDeadlines(
            connect: .seconds(1), head: .seconds(1), total: .seconds(1), responseBodyBytesMax: 1024),
        lease: .seconds(60))

    private static func claim(
        _ intent: Intent, from journal: SweepJournal, at now: Timestamp = now
    ) async throws -> [ClaimedInquiry] {
        let due = try await journal.due(of: intent.accountID, at: now, policy)
        return try await journal.claim(due, at: now, until: later)
    }

    /// The tenant's payment as its creation was answered; it ends after a minute.
    private static func create(_ intent: Intent, in database: any Database) async throws {
        let object: JSONValue = [
            "transaction_id": "tx", "status": "waiting", "expiry_time": .text(later.description),
        ]
        try await database.write { store in
            let answer = StoredResponse(status: 201, body: [])
            _ = try IntentRepository.confirm(intent, upstreamID: "tx", at: now, in: store)
            try IntentRepository.succeed(intent, upstreamID: "tx", response: answer, at: now, in: store)
            try ObjectObservation.creation(object).record(of: intent, at: now, in: store)
        }
    }

    private static func sweep(_ intent: Intent, in database: any Database) async throws -> PendingInquiry? {
        try await database.read { try InquiryQueue.objects.find(intent, in: $0) }
    }

    private static func answer(_ object: JSONValue) -> SweepJournal.Conclusion {
        .answered(UpstreamInquiry.Answer(finding: .effect(upstreamID: "tx"), object: object), to: .objectWithID("tx"))
    }

    @Test func aPaymentThatShouldHaveEndedIsAskedAboutUntilItHas() async throws {
        try await Self.run { database, journal, intent in
            try await Self.create(intent, in: database)
            let first = Self.later.advanced(by: .seconds(10))
            #expect(try await Self.claim(intent, from: journal, at: first.advanced(by: .milliseconds(-1))).isEmpty)
            #expect(try await journal.accounts([intent.accountID], dueAt: first, Self.policy).count == 1)
            let claimed = try #require(try await Self.claim(intent, from: journal, at: first).first)
            #expect(claimed.subject == .object && claimed.attempt == 1)
            let next = first.advanced(by: Self.policy.pause(after: claimed))
            #expect(first.distance(to: next) == .seconds(300))
            let open: JSONValue = ["transaction_id": "tx", "status": "confirming"]
            guard
                case .news("confirming") = try await journal.apply(
                    Self.answer(open), to: claimed, nextQuestionAt: next, at: first),
                case .unchanged = try await journal.apply(
                    Self.answer(open), to: claimed, nextQuestionAt: next, at: first)
            else {
                Issue.record("the same was news twice, or never")
                return
            }
            #expect(
                try await Self.sweep(intent, in: database)
                    == PendingInquiry(attempts: 1, dueAt: next, finding: "it is confirming"))
            let again = try #require(try await Self.claim(intent, from: journal, at: next).first)
            let ended: JSONValue = ["transaction_id": "tx", "status": "completed"]
            _ = try await journal.apply(Self.answer(ended), to: again, nextQuestionAt: next, at: next)
            #expect(try await Self.sweep(intent, in: database) == nil)
            #expect(try await database.read { try ObjectRepository.status(of: intent, in: $0) } == "completed")
        }
    }

    @Test func aWebhookEndsTheWait() async throws {
        try await Self.run { database, _, intent in
            try await Self.create(intent, in: database)
            #expect(try await Self.sweep(intent, in: database)?.dueAt == Self.later)
            let webhook: JSONValue = ["transaction_id": "tx", "status": "completed", "data": [:]]
            try await database.write { try ObjectObservation.webhook(webhook).record(of: intent, at: Self.now, in: $0) }
            #expect(try await Self.sweep(intent, in: database) == nil)
        }
    }

    /// The rest of what was paid in part comes after its end, and the webhook about it is lost: the books get it.
    @Test(arguments: [("partially_paid", "partial"), ("partially_completed", ""), ("completed", "partial")])
    func aLateRestIsFound(status: String, paymentType: String) async throws {
        try await Self.run { database, journal, intent in
            func partial(_ total: String, at time: Timestamp) -> JSONValue {
                [
                    "transaction_id": "tx", "status": .text(status), "total_paid_amount": .text(total),
                    "currency": "USDTTRC20", "payment_type": .text(paymentType), "updated_at": .text(time.description),
                ]
            }
            let opening = PaymentOpening(
                currency: CurrencyCode("USDTTRC20"), isFeePaidByUser: false, upstreamFeeBasisPoints: 0)
            _ = try await database.write { store in
                try BookRepository.open(.payment(opening), for: intent, at: Self.now, in: store)
            }
            try await Self.create(intent, in: database)
            let half = partial("40", at: Self.now)
            try await database.write {
                try ObjectObservation.answer(half).record(of: intent, at: Self.now, in: $0)
            }
            let atEnd = Self.later.advanced(by: .seconds(10))
            let first = try #require(try await Self.claim(intent, from: journal, at: atEnd).first)
            _ = try await journal.apply(Self.answer(half), to: first, nextQuestionAt: atEnd, at: atEnd)
            let late = Self.later.advanced(by: .seconds(8000))
            let second = try #require(try await Self.claim(intent, from: journal, at: late).first)
            #expect(second.isLate, "it is asked about after its end")
            let whole = partial("100", at: late)
            _ = try await journal.apply(Self.answer(whole), to: second, nextQuestionAt: late, at: late)
            let available = try await database.read { store in
                try store.rows("SELECT balance FROM ledger_accounts WHERE account = 'available'", []) { try $0.text() }
            }
            #expect(available == ["100.000000000000000000"])
        }
    }

    /// Money may arrive on a payment that expired, and the webhook about it be lost.
    @Test(arguments: ["expired", "completed"]) func anExpiredPaymentIsAskedAboutForAWhile(later: String) async throws {
        try await Self.run { database, journal, intent in
            try await Self.create(intent, in: database)
            let expired: JSONValue = ["transaction_id": "tx", "status": "expired"]
            try await database.write {
                try ObjectObservation.webhook(expired).record(of: intent, at: Self.later, in: $0)
            }
            let first = Self.later.advanced(by: .seconds(7200))
            #expect(try await Self.claim(intent, from: journal, at: first.advanced(by: .milliseconds(-1))).isEmpty)
            let claimed = try #require(try await Self.claim(intent, from: journal, at: first).first)
            #expect(claimed.isLate && claimed.attempt == 1 && !Self.policy.isLast(claimed))
            let next = first.advanced(by: Self.policy.pause(after: claimed))
            #expect(first.distance(to: next) == .seconds(86_400))
            _ = try await journal.apply(Self.answer(expired), to: claimed, nextQuestionAt: next, at: first)
            let last = try #require(try await Self.claim(intent, from: journal, at: next).first)
            #expect(Self.policy.isLast(last))
            // Without an answer it is asked again.
            _ = try await journal.apply(
                .waiting("no answer"), to: last, nextQuestionAt: next, isLast: true, at: next)
            #expect(try await Self.sweep(intent, in: database)?.finding == "no answer")
            let found: JSONValue = ["transaction_id": "tx", "status": .text(later)]
            let result = try await journal.apply(
                Self.answer(found), to: last, nextQuestionAt: next, isLast: true, at: next)
            if case .news(let status) = result { #expect(status == "completed" && later == status) }
            #expect(try await Self.sweep(intent, in: database) == nil)
            #expect(try await database.read { try ObjectRepository.status(of: intent, in: $0) } == later)
        }
    }

    /// A word without a time cannot be put before or after one that has it: the upstream is asked until it says more.
    @Test(arguments: ["failed", "completed"]) func aContestedEndIsAskedAboutUntilADatedWord(last: String) async throws {
        try await Self.run { database, journal, intent in
            try await database.write { store in
                let opening = PaymentOpening(
                    currency: CurrencyCode("USDTTRC20"), isFeePaidByUser: false, upstreamFeeBasisPoints: 100)
                _ = try BookRepository.open(.payment(opening), for: intent, at: Self.now, in: store)
            }
            try await Self.create(intent, in: database)
            let failed: JSONValue = [
                "transaction_id": "tx", "status": "failed", "total_paid_amount": "0",
                "timestamp": .text(Self.later.description),
            ]
            let undated: JSONValue = ["transaction_id": "tx", "status": "completed", "total_paid_amount": "100"]
            for webhook in [failed, undated] {
                try await database.write {
                    try ObjectObservation.webhook(webhook).record(of: intent, at: Self.later, in: $0)
                }
            }
            #expect(try await database.read { try BookRepository.openQuestion(about: intent, in: $0) } == .order)
            let first = Self.later.advanced(by: .seconds(10))
            let claimed = try #require(try await Self.claim(intent, from: journal, at: first).first)
            let next = first.advanced(by: .seconds(300))
            let unusable: JSONValue = [
                "transaction_id": "tx", "status": "failed", "total_paid_amount": "-1",
                "updated_at": .text(first.description),
            ]
            for answer in [undated, unusable] {
                _ = try await journal.apply(Self.answer(answer), to: claimed, nextQuestionAt: next, at: first)
            }
            #expect(try await Self.sweep(intent, in: database)?.dueAt == next, "it says no more than before")
            let again = try #require(try await Self.claim(intent, from: journal, at: next).first)
            let dated: JSONValue = [
                "transaction_id": "tx", "status": .text(last), "total_paid_amount": last == "failed" ? "0" : "100",
                "updated_at": .text((last == "failed" ? Self.later : first).description),
            ]
            _ = try await journal.apply(Self.answer(dated), to: again, nextQuestionAt: next, at: next)
            #expect(try await Self.sweep(intent, in: database) == nil)
            let balances = try await database.read {
                try BookRepository.balances(of: intent.tenantID, accountID: intent.accountID, in: $0)
            }
            #expect(balances.map(\.pending) == (last == "failed" ? [] : [.zero]))
            #expect(balances.map(\.available.isPositive) == (last == "failed" ? [] : [true]))
        }
    }

    /// The account's budget is for what should have moved first.
    @Test func latePaymentsWaitForEverythingElse() async throws {
        try await Self.run { database, journal, intent in
            try await Self.create(intent, in: database)
            let expired: JSONValue = ["transaction_id": "tx", "status": "expired"]
            try await database.write { store in
                try ObjectObservation.webhook(expired).record(of: intent, at: Self.later, in: store)
                try InquiryQueue.ask(about: intent, at: Self.later, in: store)
            }
            let time = Self.later.advanced(by: .seconds(7200))
            let due = try await journal.due(of: intent.accountID, at: time, Self.policy)
            #expect(due.map(\.subject) == [.outcome])
            try await database.write { try InquiryQueue.outcomes.remove(intent, in: $0) }
            let late = try await journal.due(of: intent.accountID, at: time, Self.policy)
            #expect(late.map(\.subject) == [.object])
            #expect(try await journal.accounts([intent.accountID], dueAt: time, Self.policy).count == 1)
        }
    }

    @Test func whatTheUpstreamDoesNotShowEndsNothing() async throws {
        try await Self.run { database, journal, intent in
            try await Self.create(intent, in: database)
            let first = Self.later.advanced(by: .seconds(10))
            let claimed = try #require(try await Self.claim(intent, from: journal, at: first).first)
            let next = first.advanced(by: .seconds(300))
            for (finding, isContradiction) in [
                (ResolutionFinding.nothing, false), (.contradiction("another object"), true),
            ] {
                let result = try await journal.apply(
                    .answered(UpstreamInquiry.Answer(finding: finding, object: nil), to: .objectWithID("tx")),
                    to: claimed, nextQuestionAt: next, at: first)
                guard case .waiting(_, isContradiction) = result else {
                    Issue.record("\(result)")
                    return
                }
                #expect(try await Self.sweep(intent, in: database)?.dueAt == next)
            }
            #expect(try await database.read { try ObjectRepository.status(of: intent, in: $0) } == "waiting")
        }
    }

    private static func pending(_ intent: Intent, in database: any Database) async throws -> PendingInquiry? {
        try await database.read { try InquiryQueue.outcomes.find(intent, in: $0) }
    }

    @Test func anObjectSettlesTheIntentAndIsReplayedAsTheTenants() async throws {
        try await Self.run { database, journal, intent in
            let claimed = try await Self.claim(intent, from: journal)
            #expect(claimed.map(\.intent.id) == [intent.id])
            let step = ResolutionStep.settle(upstreamID: "tx", object: Self.object)
            let result = try await journal.apply(step, to: intent, nextQuestionAt: Self.later, at: Self.now)
            guard case .settled("tx") = result else {
                Issue.record("\(result)")
                return
            }
            let settled = try await Self.find(intent, in: database)
            #expect(settled.state == .succeeded && settled.upstreamID == "tx")
            #expect(settled.response?.status == 201, "the account has answered no creation yet")
            #expect(settled.response?.isResolved == true)
            let body = try JSONValue.parse(settled.response?.body ?? [])
            #expect(body["order_id"]?.stringValue == "A-1" && body["callback_url"]?.isNull == true)
            #expect(try await Self.pending(intent, in: database) == nil)
            #expect(try await database.read { try ObjectRepository.status(of: intent, in: $0) } == "waiting")
            guard
                case .overtaken = try await journal.apply(
                    step, to: intent, nextQuestionAt: Self.later, at: Self.now)
            else {
                Issue.record("it was settled twice")
                return
            }
        }
    }

    /// Something was told of its object that could not be taken at its word: the upstream's answer is kept, once.
    @Test func anObjectThatIsAskedAboutIsObserved() async throws {
        try await Self.run { database, journal, intent in
            let step = ResolutionStep.settle(upstreamID: "tx", object: Self.object)
            _ = try await journal.apply(step, to: intent, nextQuestionAt: Self.later, at: Self.now)
            try await database.write { try InquiryQueue.ask(about: intent, at: Self.now, in: $0) }
            #expect(try await Self.pending(intent, in: database)?.dueAt == Self.now)
            let foreign = ResolutionStep.settle(upstreamID: "other", object: ["status": "completed"])
            let refused = try await journal.apply(foreign, to: intent, nextQuestionAt: Self.later, at: Self.now)
            guard case .waiting(_, isContradiction: true) = refused else {
                Issue.record("\(refused)")
                return
            }
            let answer: JSONValue = ["transaction_id": "tx", "status": "expired", "updated_at": "2024-12-27T11:00:00Z"]
            let result = try await journal.apply(
                .settle(upstreamID: "tx", object: answer), to: intent, nextQuestionAt: Self.later, at: Self.now)
            guard case .news(status: "expired") = result else {
                Issue.record("\(result)")
                return
            }
            #expect(try await database.read { try ObjectRepository.status(of: intent, in: $0) } == "expired")
            #expect(try await Self.pending(intent, in: database) == nil)
            #expect(try await Self.find(intent, in: database).state == .succeeded)
        }
    }

    /// A webhook proved the effect and named no object: the list tells it, and the object is asked for at once.
    @Test func anEffectWithoutAnObjectIsFoundByItsReference() async throws {
        try await Self.run { database, journal, intent in
            let isConfirmed = try await database.write {
                try IntentRepository.confirm(intent, upstreamID: nil, at: Self.now, in: $0)
            }
            #expect(isConfirmed)
            let proven = try await Self.find(intent, in: database)
            #expect(proven.state == .confirmed && proven.upstreamID == nil)
            _ = try await Self.claim(intent, from: journal)
            let step = ResolutionStep.prove(upstreamID: "tx", object: Self.object)
            _ = try await journal.apply(step, to: intent, nextQuestionAt: Self.later, at: Self.now)
            #expect(try await Self.find(intent, in: database).upstreamID == "tx")
            #expect(try await Self.pending(intent, in: database)?.dueAt == Self.now)
        }
    }

    @Test func theStatusIsTheOneThatTheAccountAnswersCreationsWith() async throws {
        try await Self.run { database, journal, intent in
            let tenants = TestTenants()
            let other = try await tenants.addAccount(to: database, name: "other")
            let stranger = try await tenants.addTenant("stranger", of: other, to: database)
            for (tenantID, accountID, upstreamID, status) in [
                (intent.tenantID, intent.accountID, "old", 200), (stranger, other, "foreign", 202),
            ] {
                let earlier = try await tenants.addIntent(
                    of: tenantID, accountID: accountID, token: upstreamID, to: database)
                let answer = StoredResponse(status: status, body: [])
                try await database.write { store in
                    try IntentRepository.succeed(
                        earlier, upstreamID: upstreamID, response: answer, at: Self.now, in: store)
                }
            }
            let step = ResolutionStep.settle(upstreamID: "tx", object: Self.object)
            _ = try await journal.apply(step, to: intent, nextQuestionAt: Self.later, at: Self.now)
            #expect(try await Self.find(intent, in: database).response?.status == 200)
            let statuses = try await database.read { store in
                try ObjectKind.allCases.map {
                    try IntentRepository.creationStatus(of: $0, accountID: intent.accountID, in: store)
                }
            }
            #expect(statuses == ObjectKind.allCases.map { $0 == .payment ? 200 : nil })
        }
    }

    @Test func aProofIsFollowedByAQuestionForTheObject() async throws {
        try await Self.run { database, journal, intent in
            _ = try await Self.claim(intent, from: journal)
            _ = try await journal.apply(
                .prove(upstreamID: "tx", object: Self.object), to: intent, nextQuestionAt: Self.later, at: Self.now)
            let proven = try await Self.find(intent, in: database)
            #expect(proven.state == .confirmed && proven.upstreamID == "tx" && proven.response == nil)
            #expect(try await Self.pending(intent, in: database)?.dueAt == Self.now)
            // No call of the upstream shows it: what was told before must do.
            _ = try await journal.apply(
                .settleFromMirror(upstreamID: "tx"), to: intent, nextQuestionAt: Self.later, at: Self.now)
            let settled = try await Self.find(intent, in: database)
            #expect(settled.state == .succeeded)
            #expect(try JSONValue.parse(settled.response?.body ?? [])["transaction_id"]?.stringValue == "tx")
        }
    }

    @Test func silenceChangesNothingButTheNextQuestion() async throws {
        try await Self.run { database, journal, intent in
            let before = try await Self.find(intent, in: database)
            _ = try await Self.claim(intent, from: journal)
            let next = Self.now.advanced(by: .seconds(5))
            _ = try await journal.apply(
                .askAgain(finding: "nothing", isContradiction: false), to: intent, nextQuestionAt: next,
                at: Self.now)
            #expect(try await Self.find(intent, in: database) == before)
            #expect(
                try await Self.pending(intent, in: database)
                    == PendingInquiry(attempts: 1, dueAt: next, finding: "nothing"))
        }
    }

    @Test func anothersObjectIsNeverTaken() async throws {
        try await Self.run { database, journal, intent in
            let rival = try await TestTenants().addIntent(
                of: intent.tenantID, accountID: intent.accountID, token: "rival", upstreamID: "tx", to: database)
            for step in [
                ResolutionStep.settle(upstreamID: "tx", object: Self.object),
                .prove(upstreamID: "tx", object: Self.object),
            ] {
                let result = try await journal.apply(
                    step, to: intent, nextQuestionAt: Self.later, at: Self.now)
                guard case .waiting(_, true) = result else {
                    Issue.record("\(result)")
                    return
                }
                #expect(try await Self.find(intent, in: database).state == .unknown)
                #expect(try await Self.find(rival, in: database).state == .succeeded)
            }
        }
    }
}
