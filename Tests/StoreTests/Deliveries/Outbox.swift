import Policy
import Store
import TestSupport
import Testing

/// One tenant, one endpoint, and deliveries made by hand.
struct Outbox {
    let database: any Database
    let accountID: AccountID
    let tenantID: TenantID
    let endpointID: EndpointID
    let now = TestTenants.startedAt

    var lane: DeliveryLane { DeliveryLane(tenantID: tenantID, endpointID: endpointID) }
    var leaseUntil: Timestamp { now.advanced(by: .seconds(60)) }

    static func with(_ body: (Outbox) async throws -> Void) async throws {
        try await TemporaryDatabase.with { database in
            let tenants = TestTenants()
            let accountID = try await tenants.addAccount(to: database)
            let tenantID = try await tenants.addTenant("a", of: accountID, to: database)
            let endpointID = try await tenants.addEndpoint("https://a.example/", of: tenantID, to: database)
            try await body(
                Outbox(database: database, accountID: accountID, tenantID: tenantID, endpointID: endpointID))
        }
    }

    /// An event and its delivery, `order` milliseconds after the start.
    @discardableResult
    func add(
        intent: IntentID, order: Int64, body: String = "{}", tenantBody: String? = nil, sequence: Int64? = nil,
        by policy: DeliveryOrder = .latest
    ) async throws -> DeliveryID {
        let at = now.advanced(by: .milliseconds(order))
        let event = WebhookEvent(
            id: .make(at: at), accountID: accountID, tenantID: tenantID, intentID: intent, kind: .payment,
            upstreamID: "tx", name: "payment_status_update", status: "completed", note: nil, body: Array(body.utf8),
            tenantBody: tenantBody.map { Array($0.utf8) }, receivedAt: at, sequence: sequence ?? order)
        let delivery = WebhookDelivery(
            id: .make(at: at), tenantID: tenantID, eventID: event.id, accountID: accountID, intentID: intent,
            endpointID: endpointID, url: "https://a.example/", lane: lane.name, sequence: event.sequence, createdAt: now
        )
        try await database.write { writer in
            #expect(try EventRepository.insert(event, dedupeKey: Array(event.id.description.utf8), in: writer))
            try DeliveryRepository.insert(delivery, order: policy, in: writer)
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
            try DeliveryRepository.claim(
                lane: lane, limit: limit, claim: claim, leaseUntil: until, now: at, in: $0)
        }
        return (result, claim)
    }

    func complete(_ delivery: ClaimedDelivery, _ next: AttemptResult.Next, status: Int? = 200) async throws -> Bool {
        try await completion(of: delivery, next, status: status) != nil
    }

    func completion(
        of delivery: ClaimedDelivery, _ next: AttemptResult.Next, status: Int? = 200, startedAt: Timestamp? = nil,
        by order: DeliveryOrder = .latest
    ) async throws -> AttemptCompletion? {
        let result = AttemptResult(
            startedAt: startedAt ?? now, durationMicroseconds: 1500, status: status,
            error: next == .delivered ? nil : "status 500", next: next)
        return try await database.write { [now] in
            try DeliveryRepository.complete(delivery, result, order: order, at: now, in: $0)
        }
    }

    func detail(_ id: DeliveryID) async throws -> DeliveryDetail {
        try #require(try await database.read { try DeliveryRepository.detailForOperator(id, in: $0) })
    }

    func retry(_ id: DeliveryID, of tenantID: TenantID? = nil, at: Timestamp? = nil) async throws -> DeliveryRetry {
        let at = at ?? now
        return try await database.write {
            guard let tenantID else { return try DeliveryRepository.retryForOperator(id, at: at, in: $0) }
            return try DeliveryRepository.retry(id, of: tenantID, at: at, in: $0)
        }
    }
}
