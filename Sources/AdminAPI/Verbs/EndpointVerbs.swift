import Policy

/// URLs that receive every webhook of a tenant.
package enum EndpointVerbs: VerbNoun {
    package static let list = Verb(
        .get, "tenants/{tenant}/endpoints", "endpoint list", summary: "Lists a tenant's endpoints.", duty: .reading,
        effect: .reads, refusals: [.notFound], example: TenantReference("shop"), gives: EndpointList.self)

    package static let add = Verb(
        .post, "tenants/{tenant}/endpoints", "endpoint add", summary: "Sends every webhook of a tenant to a URL.",
        duty: .support, effect: .changesTenant, refusals: [.notFound, .conflict],
        example: AddEndpoint(tenant: "shop", url: "https://shop.example/hooks"), gives: EndpointView.self)

    package static let remove = Verb(
        .delete, "tenants/{tenant}/endpoints/{endpoint}", "endpoint remove",
        summary: "Sends nothing more to an endpoint.", duty: .support, effect: .changesTenant, refusals: [.notFound],
        example: EndpointReference(tenant: "shop", endpoint: "whe_01K5N9QX3T0000000000000000"),
        gives: EndpointList.self)

    package static let all: [any VerbDescription] = [list, add, remove]
}

package struct AddEndpoint: Codable, Sendable {
    package let tenant: String
    package let url: String

    package init(tenant: String, url: String) {
        self.tenant = tenant
        self.url = url
    }
}

package struct EndpointReference: Codable, Sendable {
    package let tenant: String
    package let endpoint: String

    package init(tenant: String, endpoint: String) {
        self.tenant = tenant
        self.endpoint = endpoint
    }
}
