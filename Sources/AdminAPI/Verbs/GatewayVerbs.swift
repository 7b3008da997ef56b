import Policy

/// The gateway itself, and what it knows.
package enum GatewayVerbs: VerbNoun {
    package static let status = Verb(
        .get, "status", "status", summary: "Shows how the gateway is.", duty: .reading, effect: .reads,
        example: Empty(), gives: GatewayStatus.self)

    package static let reload = Verb(
        .post, "reload", "reload", summary: "Reads the configuration and the certificates again.", duty: .ownership,
        effect: .changes, refusals: [.invalidConfiguration], example: Empty(), gives: ConfigurationReloaded.self)

    package static let find = Verb(
        .get, "find", "find", summary: "Shows a payment or withdrawal by whatever name one holds of it.",
        duty: .reading, effect: .reads, isSlow: true, refusals: [.notFound],
        example: FindObjects("order-7", tenant: "shop"), gives: FoundObjects.self)

    package static let all: [any VerbDescription] = [status, reload, find]
}

package struct FindObjects: Codable, Sendable {
    /// A transaction, withdrawal, order, custom, request, event, delivery or intent id, or an idempotency key.
    package let id: String
    package let tenant: String?
    /// Whether the audit log is looked into as far back as the object goes, which may take minutes.
    package let deep: Bool?

    package init(_ id: String, tenant: String? = nil, deep: Bool? = nil) {
        self.id = id
        self.tenant = tenant
        self.deep = deep
    }
}
