/// What the upstream said of one object, as it is stored.
package struct MirrorRow: Hashable, Sendable {
    package var status: String?
    /// The tenant's own `order_id` and `custom_id`, as text.
    package var orderID: String?
    package var customID: String?
    /// The upstream's members as a JSON object, without the values that the gateway put in place of the tenant's.
    package var object: [UInt8]
    /// The upstream's own time of the newest fact in it, as it spelt it.
    package var observedAt: String?

    package init(
        status: String? = nil, orderID: String? = nil, customID: String? = nil, object: [UInt8],
        observedAt: String? = nil
    ) {
        self.status = status
        self.orderID = orderID
        self.customID = customID
        self.object = object
        self.observedAt = observedAt
    }
}
