import AdminAPI
import Policy
import Store

extension AdminService {
    /// Tenants of one call: one commit that does not hold up the payments behind it for long.
    package static let importCountMax = 500

    /// Creates tenants of a pooled account, all of them or none.
    package func importTenants(
        _ request: ImportTenants, for caller: AdminCaller
    ) async throws(AdminError) -> TenantsImported {
        guard 1...Self.importCountMax ~= request.names.count else {
            throw AdminError(.invalidRequest, "names must be 1 to \(Self.importCountMax), are \(request.names.count)")
        }
        for name in request.names { try EntityName.validate(name, prefix: TenantKind.prefix) }
        let keyScopes = try request.keyScopes.map { text throws(AdminError) in try Self.scopes(text) }
        let accountID = try await account(request.account)
        let prepared = request.names.map { prepare($0, accountID: accountID, keyScopes: keyScopes) }
        let actions = prepared.map { one in
            Action(
                TenantVerbs.import, tenant: one.tenant.id,
                [("name", one.tenant.name), ("account", "\(accountID)"), ("binding", Binding.pooled.rawValue)])
        }
        try await change(actions, for: caller) { [sealer] writer in
            for tenant in prepared.map(\.tenant) {
                try TenantRepository.insert(tenant, sealer: sealer, in: writer)
                let issued = [.clientSecret] + tenant.apiKeys.map { WithdrawalArrangement.apiKey($0.id) }
                for arrangement in issued {
                    try WithdrawalRuleRepository.record(
                        arrangement, by: caller.maker, of: tenant.id, at: tenant.createdAt, in: writer)
                }
            }
        }
        return TenantsImported(tenants: prepared.map(\.message))
    }

    private struct PreparedTenant: Sendable {
        let tenant: Tenant
        let message: TenantImported
    }

    private func prepare(_ name: String, accountID: AccountID, keyScopes: Scopes?) -> PreparedTenant {
        let (id, now) = (TenantID.make(at: now()), now())
        let clientSecret = IssuedSecrets.clientSecret()
        let key = keyScopes.map { (scopes: $0, secret: IssuedSecrets.apiKey()) }
        let tenant = Tenant(
            id: id, name: name, accountID: accountID, binding: .pooled, clientID: IssuedSecrets.clientID(),
            clientSecretHash: pepper.hash(clientSecret), webhookSecret: IssuedSecrets.webhookSecret(), createdAt: now,
            apiKeys: key.map {
                [
                    APIKey(
                        id: .make(at: now), tenantID: id, hash: pepper.hash($0.secret), scopes: $0.scopes,
                        createdAt: now)
                ]
            } ?? [])
        return PreparedTenant(
            tenant: tenant,
            message: TenantImported(
                name: name, id: id, clientID: tenant.clientID, clientSecret: clientSecret.exposed,
                webhookSecret: tenant.webhookSecret.exposed, apiKey: key?.secret.exposed))
    }
}
