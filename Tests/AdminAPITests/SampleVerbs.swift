import Policy

@testable import AdminAPI

/// Verbs with each kind of member.
enum SampleVerbs {
    struct Lookup: Codable, Sendable, Equatable {
        var tenantID: String
        var count: Int?
        var isDeep: Bool?
        var words: [String]?
        var kind: Kind?
    }

    enum Kind: String, Codable, CaseIterable, Sendable { case payment, withdrawal }

    struct Setting: Codable, Sendable, Equatable {
        var tenantID: String
        var perDay: FieldChange<Int>
        var callbackURL: FieldChange<String>
    }

    struct Found: Codable, Sendable, Equatable {
        let createdAt: String
        let labels: [String: Int]
        let next: String?
    }

    static let lookup = Verb(
        .get, "tenants/{tenant_id}/objects", "object list", summary: "Lists a tenant's objects.", duty: .reading,
        effect: .reads, refusals: [.notFound],
        example: Lookup(tenantID: "alice", count: 20, isDeep: nil, words: ["a"], kind: .payment), gives: Found.self)

    static let setting = Verb(
        .patch, "tenants/{tenant_id}/limits", "limit set", summary: "Changes a tenant's limits.", duty: .treasury,
        effect: .changesTenant, refusals: [.notFound],
        example: Setting(tenantID: "alice", perDay: .set(5), callbackURL: .unset), gives: ChangeResult<Found>.self)
}
