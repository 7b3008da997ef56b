import Policy

/// Client certificates that a tenant may be used with.
package enum CertificateVerbs: VerbNoun {
    package static let list = Verb(
        .get, "tenants/{tenant}/certificates", "certificate list",
        summary: "Lists the client certificates that a tenant may be used with.", duty: .reading, effect: .reads,
        refusals: [.notFound], example: TenantReference("shop"), gives: CertificateList.self)

    package static let add = Verb(
        .post, "tenants/{tenant}/certificates", "certificate add",
        summary: "Lets a tenant be used only over connections with a client certificate.", duty: .support,
        effect: .changesTenant, refusals: [.notFound, .conflict],
        example: CertificateReference(tenant: "shop", binding: "dns:till.shop.example"),
        gives: ChangeResult<CertificateList>.self)

    package static let remove = Verb(
        .post, "tenants/{tenant}/certificates/remove", "certificate remove",
        summary: "Takes a client certificate from a tenant, which needs none without its last one.", duty: .support,
        effect: .changesTenant, refusals: [.notFound, .conflict],
        example: CertificateReference(tenant: "shop", binding: "dns:till.shop.example"),
        gives: ChangeResult<CertificateList>.self)

    package static let all: [any VerbDescription] = [list, add, remove]
}

package struct CertificateReference: Codable, Sendable {
    package var tenant: String
    package let binding: String

    package init(tenant: String, binding: String) {
        self.tenant = tenant
        self.binding = binding
    }
}
