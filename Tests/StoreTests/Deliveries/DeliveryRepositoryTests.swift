import Policy
import Store
import TestSupport
import Testing

struct DeliveryRepositoryTests {
    @Test func claimsOldestFirstAndUpToTheLimit() async throws {
        try await Outbox.with { outbox in
            var ids: [DeliveryID] = []
            for order in 0..<5 {
                ids.append(
                    try await outbox.add(intent: .make(at: outbox.now), order: Int64(order), body: "{\"n\":\(order)}"))
            }
            let (first, _) = try await outbox.claim(limit: 3)
            #expect(first.deliveries.map(\.id) == Array(ids[0..<3]))
            #expect(
                first.deliveries.map { String(decoding: $0.body, as: UTF8.self) } == (0..<3).map { "{\"n\":\($0)}" })
            #expect(first.nextDueAt == outbox.now)
            let (rest, _) = try await outbox.claim(limit: 3)
            #expect(rest.deliveries.map(\.id) == Array(ids[3...]))
            #expect(rest.nextDueAt == outbox.leaseUntil)
            let (none, _) = try await outbox.claim()
            #expect(none.deliveries.isEmpty)
        }
    }

    @Test func delivesTheTenantsBodyWhereItDiffers() async throws {
        try await Outbox.with { outbox in
            try await outbox.add(intent: .make(at: outbox.now), order: 0, body: "raw", tenantBody: "own")
            let (claim, _) = try await outbox.claim()
            #expect(claim.deliveries.map { String(decoding: $0.body, as: UTF8.self) } == ["own"])
        }
    }

    @Test func aStaleClaimCannotComplete() async throws {
        try await Outbox.with { outbox in
            let id = try await outbox.add(intent: .make(at: outbox.now), order: 0)
            let (stale, _) = try await outbox.claim()
            let (early, _) = try await outbox.claim(at: outbox.leaseUntil.advanced(by: .milliseconds(-1)))
            #expect(early.deliveries.isEmpty)
            let (fresh, _) = try await outbox.claim(at: outbox.leaseUntil)
            #expect(fresh.deliveries.map(\.id) == [id])
            #expect(try await outbox.complete(stale.deliveries[0], .dead, status: nil) == false)
            #expect(try await outbox.detail(id).delivery.status == .pending)
            #expect(try await outbox.detail(id).failures.isEmpty)
            #expect(try await outbox.complete(fresh.deliveries[0], .delivered))
            #expect(try await outbox.complete(fresh.deliveries[0], .delivered) == false)
            #expect(try await outbox.detail(id).delivery.status == .delivered)
            #expect(try await outbox.detail(id).delivery.attempts == 1)
        }
    }

    @Test func recordsFailuresAndTheSchedule() async throws {
        try await Outbox.with { outbox in
            let id = try await outbox.add(intent: .make(at: outbox.now), order: 0)
            let again = outbox.now.advanced(by: .seconds(5))
            let (first, _) = try await outbox.claim()
            #expect(try await outbox.complete(first.deliveries[0], .retry(at: again), status: 503))
            let lanes = try await outbox.database.read { try DeliveryRepository.pendingLanes(in: $0) }
            #expect(lanes.map(\.lane) == [outbox.lane])
            #expect(lanes.map(\.dueAt) == [again])
            let (second, _) = try await outbox.claim(at: again)
            #expect(second.deliveries.first?.attempts == 1)
            #expect(second.deliveries.first?.scheduleStep == 1)
            #expect(try await outbox.complete(try #require(second.deliveries.first), .dead, status: nil))
            let detail = try await outbox.detail(id)
            #expect(detail.delivery.status == .dead)
            #expect(detail.delivery.finishedAt == outbox.now)
            #expect(detail.failures.map(\.number) == [1, 2])
            #expect(detail.failures.map(\.status) == [503, nil])
            #expect(detail.failures.map(\.error) == ["status 500", "status 500"])
        }
    }

    @Test func retryStartsTheScheduleAgainWhateverTheStatus() async throws {
        try await Outbox.with { outbox in
            let id = try await outbox.add(intent: .make(at: outbox.now), order: 0)
            let (claim, _) = try await outbox.claim()
            #expect(try await outbox.retry(id) == .underWay)
            #expect(try await outbox.complete(claim.deliveries[0], .dead, status: 500))
            #expect(try await outbox.retry(id, of: .make(at: outbox.now)) == .noSuchDelivery)
            let (own, others) = try await outbox.database.read { [outbox] in
                (
                    try DeliveryRepository.detail(id, of: outbox.tenantID, in: $0)?.delivery.id,
                    try DeliveryRepository.detail(id, of: .make(at: outbox.now), in: $0)
                )
            }
            #expect(own == id && others == nil)
            #expect(try await outbox.retry(id, of: outbox.tenantID) == .scheduled(outbox.lane))
            let (again, _) = try await outbox.claim()
            #expect(again.deliveries.first?.attempts == 1)
            #expect(again.deliveries.first?.scheduleStep == 0)
            #expect(try await outbox.complete(try #require(again.deliveries.first), .delivered))
            #expect(try await outbox.retry(id) == .scheduled(outbox.lane))
            #expect(try await outbox.retry(.make(at: outbox.now)) == .noSuchDelivery)
            try await outbox.database.write { [outbox] in
                _ = try EndpointRepository.setEnabled(
                    false, endpoint: outbox.endpointID, of: outbox.tenantID, in: $0)
            }
            #expect(try await outbox.retry(id) == .endpointOff)
        }
    }

    @Test func listsByTenantStatusAndPage() async throws {
        try await Outbox.with { outbox in
            var ids: [DeliveryID] = []
            for order in 0..<4 { ids.append(try await outbox.add(intent: .make(at: outbox.now), order: Int64(order))) }
            let (claim, _) = try await outbox.claim(limit: 1)
            #expect(try await outbox.complete(claim.deliveries[0], .delivered))
            func list(_ filter: DeliveryFilter) async throws -> [DeliveryID] {
                try await outbox.database.read { try DeliveryRepository.deliveries(filter, in: $0).map(\.id) }
            }
            #expect(try await list(DeliveryFilter()) == ids.reversed())
            #expect(try await list(DeliveryFilter(tenantID: outbox.tenantID, limit: 2)) == [ids[3], ids[2]])
            #expect(try await list(DeliveryFilter(before: ids[2], limit: 2)) == [ids[1], ids[0]])
            #expect(try await list(DeliveryFilter(status: .delivered)) == [ids[0]])
            #expect(try await list(DeliveryFilter(tenantID: .make(at: outbox.now))) == [])
            let counts = try await outbox.database.read { try DeliveryRepository.counts(in: $0) }
            #expect(counts == DeliveryCounts(pending: 3, dead: 0, unattributedEvents: 0))
        }
    }

    @Test func abandonsWhatAnEndpointStillHadPending() async throws {
        try await Outbox.with { outbox in
            for order in 0..<3 { try await outbox.add(intent: .make(at: outbox.now), order: Int64(order)) }
            let (claim, _) = try await outbox.claim(limit: 1)
            let abandoned = try await outbox.database.write { [outbox] in
                try DeliveryRepository.abandon(
                    endpoint: outbox.endpointID, of: outbox.tenantID, reason: "removed", at: outbox.now, in: $0)
            }
            #expect(abandoned == 3)
            #expect(try await outbox.complete(claim.deliveries[0], .delivered) == false)
            let counts = try await outbox.database.read { try DeliveryRepository.counts(in: $0) }
            #expect(counts.dead == 3)
        }
    }

    @Test func retentionDropsBodiesAndKeepsWhatStopsAReplay() async throws {
        try await Outbox.with { outbox in
            let old = try await outbox.add(intent: .make(at: outbox.now), order: 0)
            let oldPending = try await outbox.add(intent: .make(at: outbox.now), order: 1)
            let (claim, _) = try await outbox.claim(limit: 1)
            #expect(try await outbox.complete(claim.deliveries[0], .delivered))
            let kept = try await outbox.add(intent: .make(at: outbox.now), order: 10_000)
            let event = try await outbox.detail(old).event
            let deadline = outbox.now.advanced(by: .seconds(5))
            func prune() async throws -> Int {
                try await outbox.database.write {
                    try DeliveryRepository.prune(createdBefore: deadline, limit: 1, in: $0)
                }
            }
            #expect(try await prune() == 2)
            #expect(try await prune() == 0)
            let left = try await outbox.database.read { try DeliveryRepository.deliveries(DeliveryFilter(), in: $0) }
            #expect(left.map(\.id) == [kept, oldPending])
            let remembered = try await outbox.database.read {
                try EventRepository.hasEvent(
                    accountID: event.accountID, dedupeKey: Array(event.id.description.utf8), in: $0)
            }
            #expect(remembered)
            let bodies = try await outbox.database.read {
                try $0.rows("SELECT COUNT(*) FROM webhook_events WHERE body IS NOT NULL", []) { try $0.integer() }
            }
            #expect(bodies == [2])
        }
    }

    @Test func releasesEveryClaimOfAnEarlierProcess() async throws {
        try await Outbox.with { outbox in
            let id = try await outbox.add(intent: .make(at: outbox.now), order: 0)
            let (lost, _) = try await outbox.claim()
            let now = outbox.now
            #expect(try await outbox.database.write { try DeliveryRepository.releaseAllClaims(at: now, in: $0) } == 1)
            let (again, _) = try await outbox.claim()
            #expect(again.deliveries.map(\.id) == [id])
            #expect(try await outbox.complete(lost.deliveries[0], .delivered) == false)
        }
    }
}
