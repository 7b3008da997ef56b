import Policy
import Store

@testable import StoreSQLite

/// Accepted means delivered, or recorded as dead: each event of a tenant has reached its receiver, or it is known that it
/// did not, or that a later event stands for it.
extension Verdict {
    private struct Delivery {
        let tenant: SimulatedTenant?
        let eventID: String
        let url: String
        let status: String
        let attempts: Int
        let createdAt: Timestamp
    }

    mutating func judgeDeliveries() throws {
        let store = simulation.disk.connection
        let deliveries = try store.rows(
            "SELECT tenant_id, event_id, url, status, attempts, created_at FROM webhook_deliveries", []
        ) { [tenants = simulation.tenants] row in
            let tenantID = try row.id(as: TenantKind.self)
            return Delivery(
                tenant: tenants.first { $0.id == tenantID }, eventID: try row.text(), url: try row.text(),
                status: try row.text(), attempts: Int(try row.integer()), createdAt: try row.time())
        }
        let receipts = Dictionary(grouping: simulation.receivers.receipts, by: \.eventID)
        for delivery in deliveries { judge(delivery, receipts[delivery.eventID] ?? []) }
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
    }

    private mutating func judge(_ delivery: Delivery, _ receipts: [SimulatedReceivers.Receipt]) {
        let name = "the delivery of \(delivery.eventID)"
        require(
            delivery.tenant.map { SimulatedReceivers.url(ofTenant: $0.number) } == delivery.url,
            "\(name) goes to \(delivery.url)")
        switch delivery.status {
        case "delivered": require(receipts.contains(where: \.wasTaken), "\(name) is delivered, and nobody got it")
        case "dead": require(delivery.attempts > 0, "\(name) is dead without an attempt")
        case "superseded": break
        default:
            // What the last questions brought about may still be on its way.
            let age = delivery.createdAt.distance(to: simulation.scheduler.now())
            require(
                age < .seconds(5),
                "\(name) is still \(delivery.status) after \(delivery.attempts) attempts in \(age)")
        }
    }
}
