import Policy
import Store
import TestSupport
import Testing

/// One tenant, one endpoint, and deliveries made by hand.
private struct Outbox {
    let database: any Database
    let credentialID: CredentialID
    let tenantID: TenantID
    let endpointID: EndpointID
    let now = TestTenants.startedAt

    var lane: DeliveryLane { DeliveryLane(tenantID: tenantID, endpointID: endpointID) }
    var leaseUntil: Timestamp { now.advanced(by: .seconds(60)) }

    static func with(_ body: (Outbox) async throws -> Void) async throws {
        try await TemporaryDatabase.with { database in
            let tenants = TestTenants()
            let credentialID = try await tenants.addCredential(to: database)
            let tenantID = try await tenants.addTenant("a", of: credentialID, to: database)
            let endpointID = try await tenants.addEndpoint("https://a.example/", of: tenantID, to: database)
            try await body(
                Outbox(database: database, credentialID: credentialID, tenantID: tenantID, endpointID: endpointID))
        }
    }

    /// An event and its delivery, `order` milliseconds after the start.
    @discardableResult
    func add(intent: IntentID, order: Int64, body: String = "{}", tenantBody: String? = nil) async throws -> DeliveryID
    {
        let at = now.advanced(by: .milliseconds(order))
        let event = WebhookEvent(
            id: .make(at: at), credentialID: credentialID, tenantID: tenantID, intentID: intent, kind: .payment,
            upstreamID: "tx", name: "payment_status_update", status: "completed", note: nil, body: Array(body.utf8),
            tenantBody: tenantBody.map { Array($0.utf8) }, receivedAt: at)
        let delivery = WebhookDelivery(
            id: .make(at: at), tenantID: tenantID, eventID: event.id, credentialID: credentialID, intentID: intent,
            endpointID: endpointID, url: "https://a.example/", lane: lane.name, createdAt: now)
        try await database.write { writer in
            #expect(try WebhookRepository.insert(event, dedupeKey: Array(event.id.description.utf8), in: writer))
            try WebhookRepository.insert(delivery, in: writer)
        }
        return delivery.id
    }

    func claim(
        limit: Int = 10, at: Timestamp? = nil, leaseUntil: Timestamp? = nil
    ) async throws -> (LaneClaim, DeliveryClaim) {
        let at = at ?? now
        let until = leaseUntil ?? at.advanced(by: .seconds(60))
        let claim = DeliveryClaim.make(at: at)
        let lane = lane
        let result = try await database.write {
            try WebhookRepository.claim(
                lane: lane, limit: limit, claim: claim, leaseUntil: until, now: at, in: $0)
        }
        return (result, claim)
    }

    func complete(_ delivery: ClaimedDelivery, _ next: AttemptResult.Next, status: Int? = 200) async throws -> Bool {
        let result = AttemptResult(
            startedAt: now, durationMicroseconds: 1500, status: status, error: next == .delivered ? nil : "status 500",
            next: next)
        return try await database.write { [now] in
            try WebhookRepository.complete(delivery, result, at: now, in: $0)
        }
    }

    func detail(_ id: DeliveryID) async throws -> DeliveryDetail {
        try #require(try await database.read { try WebhookRepository.detail(id, of: nil, in: $0) })
    }

    func retry(_ id: DeliveryID, of tenantID: TenantID? = nil, at: Timestamp? = nil) async throws -> DeliveryRetry {
        let at = at ?? now
        return try await database.write { try WebhookRepository.retry(id, of: tenantID, at: at, in: $0) }
    }
}

struct WebhookRepositoryTests {
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
            #expect(!first.holdsBack)
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

    @Test func holdsANewerEventBehindAnOlderOnesFirstAttempt() async throws {
        try await Outbox.with { outbox in
            let intent = IntentID.make(at: outbox.now)
            let older = try await outbox.add(intent: intent, order: 0)
            let newer = try await outbox.add(intent: intent, order: 1)
            let other = try await outbox.add(intent: .make(at: outbox.now), order: 2)
            let (first, _) = try await outbox.claim()
            #expect(first.deliveries.map(\.id) == [older, other])
            #expect(first.holdsBack)
            let (held, _) = try await outbox.claim()
            #expect(held.deliveries.isEmpty)
            #expect(held.holdsBack)
            // A failed first attempt lets the newer one pass: order is best effort, and nothing waits for a retry.
            let again = outbox.now.advanced(by: .seconds(5))
            #expect(try await outbox.complete(first.deliveries[0], .retry(at: again), status: 500))
            let (second, _) = try await outbox.claim()
            #expect(second.deliveries.map(\.id) == [newer])
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
            let lanes = try await outbox.database.read { try WebhookRepository.pendingLanes(in: $0) }
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
            #expect(try await outbox.retry(id, of: outbox.tenantID) == .scheduled(outbox.lane))
            let (again, _) = try await outbox.claim()
            #expect(again.deliveries.first?.attempts == 1)
            #expect(again.deliveries.first?.scheduleStep == 0)
            #expect(try await outbox.complete(try #require(again.deliveries.first), .delivered))
            #expect(try await outbox.retry(id) == .scheduled(outbox.lane))
            #expect(try await outbox.retry(.make(at: outbox.now)) == .noSuchDelivery)
            try await outbox.database.write { [outbox] in
                _ = try IdentityRepository.setEnabled(
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
                try await outbox.database.read { try WebhookRepository.deliveries(filter, in: $0).map(\.id) }
            }
            #expect(try await list(DeliveryFilter()) == ids.reversed())
            #expect(try await list(DeliveryFilter(tenantID: outbox.tenantID, limit: 2)) == [ids[3], ids[2]])
            #expect(try await list(DeliveryFilter(before: ids[2], limit: 2)) == [ids[1], ids[0]])
            #expect(try await list(DeliveryFilter(status: .delivered)) == [ids[0]])
            #expect(try await list(DeliveryFilter(tenantID: .make(at: outbox.now))) == [])
            let counts = try await outbox.database.read { try WebhookRepository.counts(in: $0) }
            #expect(counts == DeliveryCounts(pending: 3, dead: 0, unattributedEvents: 0))
        }
    }

    @Test func abandonsWhatAnEndpointStillHadPending() async throws {
        try await Outbox.with { outbox in
            for order in 0..<3 { try await outbox.add(intent: .make(at: outbox.now), order: Int64(order)) }
            let (claim, _) = try await outbox.claim(limit: 1)
            let abandoned = try await outbox.database.write { [outbox] in
                try WebhookRepository.abandon(
                    endpoint: outbox.endpointID, of: outbox.tenantID, reason: "removed", at: outbox.now, in: $0)
            }
            #expect(abandoned == 3)
            #expect(try await outbox.complete(claim.deliveries[0], .delivered) == false)
            let counts = try await outbox.database.read { try WebhookRepository.counts(in: $0) }
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
                    try WebhookRepository.prune(createdBefore: deadline, limit: 1, in: $0)
                }
            }
            #expect(try await prune() == 2)
            #expect(try await prune() == 0)
            let left = try await outbox.database.read { try WebhookRepository.deliveries(DeliveryFilter(), in: $0) }
            #expect(left.map(\.id) == [kept, oldPending])
            let remembered = try await outbox.database.read {
                try WebhookRepository.hasEvent(
                    credentialID: event.credentialID, dedupeKey: Array(event.id.description.utf8), in: $0)
            }
            #expect(remembered)
            let bodies = try await outbox.database.read {
                try $0.rows("SELECT COUNT(*) FROM webhook_events WHERE body IS NOT NULL", []) { try $0.integer(0) }
            }
            #expect(bodies == [2])
        }
    }

    @Test func releasesEveryClaimOfAnEarlierProcess() async throws {
        try await Outbox.with { outbox in
            let id = try await outbox.add(intent: .make(at: outbox.now), order: 0)
            let (lost, _) = try await outbox.claim()
            let now = outbox.now
            #expect(try await outbox.database.write { try WebhookRepository.releaseAllClaims(at: now, in: $0) } == 1)
            let (again, _) = try await outbox.claim()
            #expect(again.deliveries.map(\.id) == [id])
            #expect(try await outbox.complete(lost.deliveries[0], .delivered) == false)
        }
    }
}
