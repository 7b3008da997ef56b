import Policy

/// A URL that receives every webhook of a tenant, besides a payment's own `callback_url`.
package struct Endpoint: Sendable {
    package let id: EndpointID
    package let tenantID: TenantID
    package let url: String
    package var enabled: Bool
    package let createdAt: Timestamp

    package init(id: EndpointID, tenantID: TenantID, url: String, enabled: Bool = true, createdAt: Timestamp) {
        self.id = id
        self.tenantID = tenantID
        self.url = url
        self.enabled = enabled
        self.createdAt = createdAt
    }
}
