import Policy

/// Deliveries of webhooks.
package enum WebhookVerbs: VerbNoun {
    package static let list = Verb(
        .get, "deliveries", "webhook list", summary: "Lists deliveries, newest first.", duty: .reading,
        effect: .reads, refusals: [.notFound, .conflict], example: ListDeliveries(tenant: "shop", status: "dead"),
        gives: DeliveryList.self)

    package static let show = Verb(
        .get, "deliveries/{delivery}", "webhook show",
        summary: "Shows a delivery with its event and every failed attempt.", duty: .reading, effect: .reads,
        refusals: [.notFound], example: DeliveryReference("dlv_01K5N9QX3T0000000000000000"),
        gives: DeliveryDetailView.self)

    package static let retry = Verb(
        .post, "deliveries/{delivery}/retry", "webhook retry",
        summary: "Sends a webhook again now, whatever its status.", duty: .support, effect: .changes,
        refusals: [.notFound, .conflict], example: DeliveryReference("dlv_01K5N9QX3T0000000000000000"),
        gives: DeliveryView.self)

    package static let all: [any VerbDescription] = [list, show, retry]
}

/// Which deliveries to list. Absent members mean any.
package struct ListDeliveries: Codable, Sendable {
    package var tenant: String?
    package var account: String?
    package var status: String?
    /// What `find` takes, of one object.
    package var object: String?
    /// Seconds ago, or a time as RFC 3339 has it.
    package var since: String?
    package var until: String?
    /// Only older ones than this delivery.
    package var before: String?
    package var count: Int?

    package init(
        tenant: String? = nil, account: String? = nil, status: String? = nil, object: String? = nil,
        since: String? = nil, until: String? = nil, before: String? = nil, count: Int? = nil
    ) {
        self.tenant = tenant
        self.account = account
        self.status = status
        self.object = object
        self.since = since
        self.until = until
        self.before = before
        self.count = count
    }
}

package struct DeliveryReference: Codable, Sendable {
    package let delivery: String

    package init(_ delivery: String) { self.delivery = delivery }
}
