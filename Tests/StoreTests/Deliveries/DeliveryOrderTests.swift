import Policy
import Store
import TestSupport
import Testing

/// The order of one object's deliveries, as the store keeps it.
struct DeliveryOrderTests {
    @Test(arguments: DeliveryOrder.allCases)
    func aNewerEventWaitsForAnOlderOnesFirstAttempt(order: DeliveryOrder) async throws {
        try await Outbox.with { outbox in
            let intent = IntentID.make(at: outbox.now)
            let older = try await outbox.add(intent: intent, order: 0, by: order)
            let newer = try await outbox.add(intent: intent, order: 1, by: order)
            let other = try await outbox.add(intent: .make(at: outbox.now), order: 2, by: order)
            let (first, _) = try await outbox.claim()
            #expect(first.deliveries.map(\.id) == [older, other])
            #expect(first.deliveries.map(\.sequence) == [0, 2])
            #expect(first.nextDueAt == outbox.leaseUntil)
            #expect(try await outbox.detail(newer).delivery.waits)
            #expect(try await outbox.claim().0.deliveries.isEmpty)
            let completion = try await outbox.completion(of: first.deliveries[0], .delivered, by: order)
            #expect(completion == AttemptCompletion(nextDueAt: outbox.now, isSuperseded: false))
            #expect(try await outbox.claim().0.deliveries.map(\.id) == [newer])
        }
    }

    @Test func aFailedOneIsTriedOnceMoreAtOnceAndThenSuperseded() async throws {
        try await Outbox.with { outbox in
            let intent = IntentID.make(at: outbox.now)
            let older = try await outbox.add(intent: intent, order: 0)
            let again = outbox.now.advanced(by: .seconds(500))
            let (first, _) = try await outbox.claim()
            let before = outbox.now.advanced(by: .seconds(-1))
            let failed = try await outbox.completion(of: first.deliveries[0], .retry(at: again), startedAt: before)
            #expect(failed == AttemptCompletion(nextDueAt: again, isSuperseded: false))
            let newer = try await outbox.add(intent: intent, order: 1)
            let (second, _) = try await outbox.claim()
            #expect(second.deliveries.map(\.id) == [older])
            let after = outbox.now.advanced(by: .seconds(1))
            let superseded = try await outbox.completion(of: second.deliveries[0], .retry(at: again), startedAt: after)
            #expect(superseded == AttemptCompletion(nextDueAt: outbox.now, isSuperseded: true))
            let detail = try await outbox.detail(older)
            #expect(detail.delivery.status == .superseded && detail.delivery.supersededBy == newer)
            #expect(detail.delivery.finishedAt == outbox.now && detail.delivery.attempts == 2)
            #expect(detail.failures.count == 2)
            #expect(try await outbox.claim().0.deliveries.map(\.id) == [newer])
        }
    }

    @Test func strictWaitsUntilTheOlderOneEnds() async throws {
        try await Outbox.with { outbox in
            let intent = IntentID.make(at: outbox.now)
            try await outbox.add(intent: intent, order: 0, by: .strict)
            let newer = try await outbox.add(intent: intent, order: 1, by: .strict)
            let again = outbox.now.advanced(by: .seconds(5))
            let (first, _) = try await outbox.claim()
            let failed = try await outbox.completion(of: first.deliveries[0], .retry(at: again), by: .strict)
            #expect(failed == AttemptCompletion(nextDueAt: again, isSuperseded: false))
            let (none, _) = try await outbox.claim()
            #expect(none.deliveries.isEmpty && none.nextDueAt == again)
            let (second, _) = try await outbox.claim(at: again)
            #expect(second.deliveries.map(\.sequence) == [0])
            let dead = try await outbox.completion(of: second.deliveries[0], .dead, by: .strict)
            #expect(dead == AttemptCompletion(nextDueAt: outbox.now, isSuperseded: false))
            #expect(try await outbox.claim().0.deliveries.map(\.id) == [newer])
        }
    }

    @Test func whatCameLateIsSupersededAtOnceAndAnOperatorMaySendItAllTheSame() async throws {
        try await Outbox.with { outbox in
            let intent = IntentID.make(at: outbox.now)
            let later = try await outbox.add(intent: intent, order: 0, sequence: 2)
            let (first, _) = try await outbox.claim()
            #expect(try await outbox.complete(first.deliveries[0], .delivered))
            let late = try await outbox.add(intent: intent, order: 1, sequence: 1)
            let recorded = try await outbox.detail(late).delivery
            #expect(recorded.status == .superseded && recorded.supersededBy == later && recorded.attempts == 0)
            #expect(try await outbox.claim().0.deliveries.isEmpty)

            #expect(try await outbox.retry(late) == .scheduled(outbox.lane))
            let next = try await outbox.add(intent: intent, order: 2, sequence: 3)
            let (both, _) = try await outbox.claim()
            // It is asked for beside the order: it neither waits nor holds back.
            #expect(both.deliveries.map(\.id) == [late, next])
            let again = outbox.now.advanced(by: .seconds(5))
            let failed = try await outbox.completion(of: both.deliveries[0], .retry(at: again))
            #expect(failed?.isSuperseded == false)
            #expect(try await outbox.complete(both.deliveries[1], .delivered))
            let (second, _) = try await outbox.claim(at: again)
            #expect(second.deliveries.map(\.id) == [late])
            #expect(try await outbox.complete(second.deliveries[0], .delivered))
            #expect(try await outbox.detail(late).delivery.supersededBy == later)
        }
    }

    @Test func anotherReceiverAndAnotherTenantHaveTheirOwnOrder() async throws {
        try await Outbox.with { outbox in
            let intent = IntentID.make(at: outbox.now)
            try await outbox.add(intent: intent, order: 0, sequence: 2)
            let (first, _) = try await outbox.claim()
            #expect(try await outbox.complete(first.deliveries[0], .delivered))
            for (tenant, lane) in [(outbox.tenantID, "another"), (.make(at: outbox.now), outbox.lane.name)] {
                let delivery = WebhookDelivery(
                    id: .make(at: outbox.now), tenantID: tenant, eventID: first.deliveries[0].eventID,
                    accountID: outbox.accountID, intentID: intent, endpointID: nil, url: "https://b.example/",
                    lane: lane, sequence: 1, createdAt: outbox.now)
                try await outbox.database.write {
                    try DeliveryRepository.insert(delivery, order: .latest, in: $0)
                }
                #expect(try await outbox.detail(delivery.id).delivery.status == .pending)
                #expect(try await outbox.detail(delivery.id).delivery.waits == false)
            }
        }
    }
}
