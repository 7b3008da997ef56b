/// A URL that receives every webhook of a tenant.
package struct EndpointView: Codable, Sendable {
    package let id: String
    package let url: String
    package let enabled: Bool
    package let createdAt: String

    enum CodingKeys: String, CodingKey {
        case id, url, enabled
        case createdAt = "created_at"
    }
}

package struct EndpointList: Codable, Sendable {
    package let endpoints: [EndpointView]
}

package struct AddEndpoint: Codable, Sendable {
    package let url: String

    package init(url: String) { self.url = url }
}
