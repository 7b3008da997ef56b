import AuditLog
import Policy
import Store

@testable import StoreSQLite

extension Simulation {
    func endsOfDeliveries() throws -> Set<String> {
        Set(try disk.connection.rows("SELECT status FROM webhook_deliveries", []) { try $0.text() })
    }
}

/// Accepted means delivered, or recorded as dead: each event of a tenant has reached its receiver under one id, or it is
/// known that it did not, or that a later event of the object stands for it.
extension Verdict {
    private struct Delivery {
        let tenant: SimulatedTenant?
        let eventID: String
        let intentID: String
        let url: String
        let status: String
        let attempts: Int
        let createdAt: Timestamp
        let place: EventPlace
    }

    /// What the last questions brought about may still be on its way when a run ends.
    private static let underWayMax: Duration = .seconds(5)

    private func age(since time: Timestamp) -> Duration { time.distance(to: simulation.scheduler.now()) }

    mutating func judgeDeliveries() throws {
        let store = simulation.disk.connection
        let deliveries = try store.rows(
            """
            SELECT tenant_id, event_id, intent_id, url, status, attempts, created_at, sequence, id
            FROM webhook_deliveries
            """, []
        ) { [tenants = simulation.tenants] row in
            let tenantID = try row.id(as: TenantKind.self)
            return Delivery(
                tenant: tenants.first { $0.id == tenantID }, eventID: try row.text(),
                intentID: try row.text(), url: try row.text(), status: try row.text(),
                attempts: Int(try row.integer()), createdAt: try row.time(),
                place: EventPlace(sequence: try row.integer(), delivery: try row.id(as: DeliveryKind.self)))
        }
        let receipts = Dictionary(grouping: simulation.receivers.receipts, by: \.eventID)
        let objects = Dictionary(grouping: deliveries, by: \.intentID)
        for delivery in deliveries {
            judge(delivery, receipts[delivery.eventID] ?? [], among: objects[delivery.intentID] ?? [])
        }
        judgeIdentity(deliveries)
        let known = Dictionary(grouping: deliveries, by: \.eventID)
        for (eventID, received) in receipts {
            require(
                received.allSatisfy { receipt in known[eventID]?.contains { $0.url == receipt.url } == true },
                "a receiver got an event that is not its own: \(eventID)")
        }
        let events = try store.rows(
            "SELECT id FROM webhook_events WHERE tenant_id IS NOT NULL AND intent_id IS NOT NULL", []
        ) { try $0.text() }
        for event in events { require(known[event] != nil, "an event that nobody is to hear of: \(event)") }
        try judgeAcceptance()
    }

    /// Receivers drop what comes twice by its id: what is told of one object in the same bytes has one, however often it
    /// comes. The upstream's partial payments name no object, so that two objects' bodies may be equal.
    private mutating func judgeIdentity(_ deliveries: [Delivery]) {
        let intents = Dictionary(deliveries.map { ($0.eventID, $0.intentID) }) { first, _ in first }
        let told = Dictionary(grouping: simulation.receivers.receipts) { receipt in
            [intents[receipt.eventID] ?? "", receipt.url, String(decoding: receipt.body, as: UTF8.self)]
        }
        for receipts in told.values {
            let ids = Set(receipts.map(\.eventID))
            require(ids.count == 1, "a receiver got one event as \(ids.sorted())")
        }
    }

    /// One record an accepted webhook: none where the process died between the two, or the run has ended there.
    private mutating func judgeAcceptance() throws {
        let records = simulation.auditDisk.records.filter { $0.kind == .webhook }
        let accepted = Dictionary(
            grouping: records.compactMap { record in record.details.first { $0.name == "event" }?.value }, by: \.self)
        let events = try simulation.disk.connection.rows("SELECT id, received_at FROM webhook_events", []) {
            (id: try $0.text(), age: age(since: try $0.time()))
        }
        for event in events {
            let count = accepted[event.id]?.count ?? 0
            let mayBeMissing = simulation.deaths > 0 || event.age < Self.underWayMax
            require(
                count == 1 || (count == 0 && mayBeMissing),
                "\(count) audit records of one event in \(event.age): \(event.id)")
        }
    }

    private mutating func judge(
        _ delivery: Delivery, _ receipts: [SimulatedReceivers.Receipt], among deliveries: [Delivery]
    ) {
        let name = "the delivery of \(delivery.eventID)"
        require(
            delivery.tenant.map { SimulatedReceivers.url(ofTenant: $0.number) } == delivery.url,
            "\(name) goes to \(delivery.url)")
        switch delivery.status {
        case "delivered": require(receipts.contains(where: \.wasTaken), "\(name) is delivered, and nobody got it")
        case "dead": require(delivery.attempts > 0, "\(name) is dead without an attempt")
        case "superseded":
            require(
                deliveries.contains { $0.url == delivery.url && delivery.place < $0.place },
                "\(name) is superseded by nothing")
        default:
            let age = age(since: delivery.createdAt)
            require(
                age < Self.underWayMax,
                "\(name) is still \(delivery.status) after \(delivery.attempts) attempts in \(age)")
        }
    }
}
