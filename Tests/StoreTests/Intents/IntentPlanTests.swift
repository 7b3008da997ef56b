import Policy
import Store
import TestSupport
import Testing

/// What requests, lists, the resolver and a start ask costs the same with ten intents and with ten million.
@Suite struct IntentPlanTests {
    private typealias Fixture = IntentFixture

    @Test func nothingIsSearchedRowByRow() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let planner = PlanningWriter(store)
                let intent = Fixture.intent(1, kind: .withdrawal, key: "k", claimedCustomID: "c")
                try IntentRepository.insert(intent, in: planner)
                try Self.ask(about: intent, in: planner)
                try Self.change(intent, in: planner)
                #expect(planner.plans.count > 40)
                #expect(planner.scans == [])
            }
        }
    }

    /// A tenant may give one reference to all its objects: of those, the few of one status are found by both.
    @Test func aReferenceAndAStatusAreLookedUpTogether() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let planner = PlanningWriter(store)
                let filter = MirrorFilter(
                    tenantID: Fixture.tenant, kind: .payment, status: "failed", orderID: "o")
                _ = try ObjectRepository.count(filter, in: planner)
                for position in [
                    MirrorPosition.offset(5), .olderThan(Fixture.intent(1).id), .newerThan(Fixture.intent(1).id),
                ] {
                    _ = try ObjectRepository.page(filter, at: position, limit: 20, in: planner)
                }
                #expect(planner.plans.count == 4)
                for plan in planner.plans {
                    #expect(plan.steps.contains { $0.contains("order_id=? AND status=?") }, "\(plan)")
                    #expect(!plan.steps.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
                }
            }
        }
    }

    private static func ask(about intent: Intent, in store: PlanningWriter) throws {
        let (tenant, account) = (Fixture.tenant, Fixture.account)
        _ = try IntentRepository.find(intent.id, of: intent.tenantID, in: store)
        _ = try IntentRepository.find(tenantID: tenant, idempotencyKey: "k", in: store)
        _ = try IntentRepository.find(tenantID: tenant, claimedCustomID: "c", in: store)
        _ = try ApprovalRepository.hasRival(of: intent, at: Fixture.now, in: store)
        _ = try ApprovalRepository.holder(
            ofCustomIDOf: Fixture.intent(2, kind: .withdrawal, claimedCustomID: "c"), at: Fixture.now, in: store)
        _ = try IntentRepository.find(callbackToken: "t", accountID: account, in: store)
        _ = try IntentRepository.find(upstreamID: "x", accountID: account, kind: .payment, in: store)
        _ = try IntentRepository.find(
            ownedBy: tenant, upstreamID: "x", accountID: account, kind: .payment, in: store)
        _ = try IntentRepository.countUnsettled(in: store)
        _ = try IntentRepository.list(IntentFilter(states: [.unknown, .confirmed], limit: 50), in: store)
        _ = try InquiryQueue.dueOutcomes(of: account, at: Fixture.now, limit: 4, in: store)
        _ = try InquiryQueue.dueObjects(of: account, at: Fixture.now, after: [:], limit: 4, in: store)
        _ = try InquiryQueue.dueLatePayments(of: account, at: Fixture.now, after: .zero, limit: 4, in: store)
        for queue in [InquiryQueue.objects, .outcomes] { _ = try queue.find(intent, in: store) }
        _ = try ObjectRepository.find(intent, in: store)
        _ = try ObjectRepository.status(of: intent, in: store)
        _ = try ObjectRepository.freshness(of: intent, in: store)
        for (status, orderID, customID) in [
            (nil, nil, nil), ("completed", nil, nil), (nil, "o", nil), (nil, nil, "c"), ("failed", "o", "c"),
        ] as [(String?, String?, String?)] {
            let filter = MirrorFilter(
                tenantID: tenant, kind: .payment, status: status, orderID: orderID, customID: customID)
            _ = try ObjectRepository.count(filter, in: store)
            for position in [MirrorPosition.offset(5), .olderThan(intent.id), .newerThan(intent.id)] {
                _ = try ObjectRepository.page(filter, at: position, limit: 20, in: store)
            }
        }
    }

    private static func change(_ intent: Intent, in store: PlanningWriter) throws {
        let now = Fixture.now
        _ = try IntentRepository.loseOutcomesOfEarlierProcess(at: now, in: store)
        for subject in [DueInquiry.Subject.outcome, .object] {
            let queue = InquiryQueue.of(subject)
            _ = try queue.claim(Fixture.due(intent, subject), at: now, until: now, in: store)
            try queue.postpone(intent, until: now, finding: "", in: store)
        }
        for expectation in [SweepExpectation.movement(by: nil), .latePayment(since: now), .nothing] {
            try InquiryQueue.follow(intent, expectation, at: now, in: store)
        }
        _ = try IntentRepository.confirm(intent, upstreamID: "wd", at: now, in: store)
        try IntentRepository.succeed(intent, upstreamID: "wd", response: Fixture.answer, at: now, in: store)
        try ObjectRepository.upsert(
            MirrorRow(status: "completed", object: Array("{}".utf8)), of: intent, at: now, in: store)
        _ = try ObjectRepository.claimQuestion(
            about: intent, after: MirrorFreshness(status: "completed", checkedAt: now), at: now, in: store)
        _ = try IntentRepository.forgetAnswers(
            kind: .withdrawal, settledBefore: now.advanced(by: .seconds(1)), limit: 200, in: store)
        for step in RetentionPolicy.Step.allCases {
            _ = try RetentionRepository.prune(step, olderThan: now, limit: 200, in: store)
        }
        let old = try IntentRepository.archivable(
            kind: .withdrawal, status: "completed", checkedBefore: now.advanced(by: .seconds(1)), after: nil,
            limit: 200, in: store)
        #expect(old.map(\.intent.id) == [intent.id])
        for object in old { #expect(try IntentRepository.remove(object, in: store)) }
        let next = Fixture.intent(2, kind: .withdrawal, claimedCustomID: "c")
        #expect(try ApprovalRepository.holder(ofCustomIDOf: next, at: now, in: store) == intent.id)
        #expect(try BookRepository.owners(after: .platform, limit: 9, in: store).isEmpty)
        _ = try BookRepository.closed(of: .platform, after: 0, createdBefore: now, limit: 9, in: store)
    }
}
