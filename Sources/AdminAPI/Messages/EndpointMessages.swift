import Policy

/// A URL that receives every webhook of a tenant.
package struct EndpointView: Codable, Sendable {
    package let id: EndpointID
    package let url: String
    package let enabled: Bool
    package let createdAt: String

    package init(id: EndpointID, url: String, enabled: Bool, createdAt: String) {
        self.id = id
        self.url = url
        self.enabled = enabled
        self.createdAt = createdAt
    }
}

package struct EndpointList: Codable, Sendable {
    package let endpoints: [EndpointView]

    package init(endpoints: [EndpointView]) {
        self.endpoints = endpoints
    }
}
