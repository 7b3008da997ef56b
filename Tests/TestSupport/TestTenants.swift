import Policy
import Store

/// Tenants with what they own, put straight into a store: for tests that need them to be there and no more.
package struct TestTenants: Sendable {
    package static let startedAt = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)

    package let sealer: Sealer

    package init() {
        var generator = SystemRandomNumberGenerator()
        sealer = Sealer(masterKey: .generate(using: &generator))
    }

    package func addAccount(to database: any Database, name: String = "main") async throws -> AccountID {
        let id = AccountID.make(at: Self.startedAt)
        let account = Account(
            id: id, name: name, baseURL: "https://upstream.example", createdAt: Self.startedAt)
        try await database.write { [sealer] in try AccountRepository.insert(account, sealer: sealer, in: $0) }
        return id
    }

    package func addTenant(
        _ name: String, _ binding: Binding = .pooled, of accountID: AccountID, to database: any Database
    ) async throws -> TenantID {
        let id = TenantID.make(at: Self.startedAt)
        let tenant = Tenant(
            id: id, name: name, accountID: accountID, binding: binding, clientID: "client-\(name)",
            clientSecretHash: [1], webhookSecret: Secret("unused"), createdAt: Self.startedAt)
        try await database.write { [sealer] in try TenantRepository.insert(tenant, sealer: sealer, in: $0) }
        return id
    }

    package func addEndpoint(
        _ url: String, of tenantID: TenantID, to database: any Database
    ) async throws -> EndpointID {
        let id = EndpointID.make(at: Self.startedAt)
        let endpoint = Endpoint(id: id, tenantID: tenantID, url: url, createdAt: Self.startedAt)
        try await database.write { try EndpointRepository.insert(endpoint, in: $0) }
        return id
    }

    /// - Parameter upstreamID: given, the intent has succeeded and owns that object.
    package func addIntent(
        of tenantID: TenantID, accountID: AccountID, kind: ObjectKind = .payment, token: String,
        upstreamID: String? = nil, callbackURL: String? = nil, orderID: String? = nil, customID: String? = nil,
        to database: any Database
    ) async throws -> Intent {
        let intent = Intent(
            id: .make(at: Self.startedAt), tenantID: tenantID, accountID: accountID, kind: kind,
            idempotencyKey: nil, fingerprint: [], callbackToken: token, tenantCallbackURL: callbackURL,
            tenantOrderID: orderID, tenantCustomID: customID, createdAt: Self.startedAt)
        try await database.write { writer in
            try IntentRepository.insert(intent, in: writer)
            guard let upstreamID else { return }
            try IntentRepository.succeed(
                intent, upstreamID: upstreamID, response: StoredResponse(status: 200, body: []), at: Self.startedAt,
                in: writer)
        }
        return intent
    }
}
