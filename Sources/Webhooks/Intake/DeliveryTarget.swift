import Policy
import Store

/// Where an event goes.
struct DeliveryTarget: Hashable, Sendable {
    let url: String
    let endpointID: EndpointID?
    let lane: String

    /// The intent's own callback URL, and every enabled endpoint of its tenant; each URL once.
    static func all(for intent: Intent, in reader: any SQLReader) throws -> [DeliveryTarget] {
        let endpoints = try EndpointRepository.endpoints(of: intent.tenantID, in: reader).filter(\.enabled)
        var targets = endpoints.map {
            DeliveryTarget(url: $0.url, endpointID: $0.id, lane: $0.id.description)
        }
        if let url = intent.tenantCallbackURL, !endpoints.contains(where: { $0.url == url }) {
            targets.insert(DeliveryTarget(url: url, endpointID: nil, lane: callbackLane(url)), at: 0)
        }
        return targets
    }

    /// All callback URLs of one origin share a lane: it is the receiver that must not be flooded.
    private static func callbackLane(_ url: String) -> String {
        (try? CallbackURL(parsing: url, allowInsecure: true))?.origin ?? "unusable callback_url"
    }

    func delivery(of event: WebhookEvent, intent: Intent) -> WebhookDelivery {
        WebhookDelivery(
            id: .make(at: event.receivedAt), tenantID: intent.tenantID, eventID: event.id,
            accountID: event.accountID, intentID: intent.id, endpointID: endpointID, url: url, lane: lane,
            sequence: event.sequence, createdAt: event.receivedAt)
    }
}
