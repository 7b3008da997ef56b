import Policy

/// What shares one concurrency bound: one endpoint of one tenant, or one origin of a tenant's callback URLs.
package struct DeliveryLane: Hashable, Sendable, CustomStringConvertible {
    package let tenantID: TenantID
    package let name: String

    package init(tenantID: TenantID, name: String) {
        self.tenantID = tenantID
        self.name = name
    }

    package init(tenantID: TenantID, endpointID: EndpointID) {
        self.init(tenantID: tenantID, name: endpointID.description)
    }

    package var description: String { "\(tenantID) \(name)" }
}
