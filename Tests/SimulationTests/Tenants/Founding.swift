import Policy
import Store
import TestSupport

@testable import StoreSQLite

/// The upstream's accounts as accounts, and tenants of them.
struct Founding {
    let secrets: InstanceSecrets
    /// Rises, so that identifiers come in the order in which they are made.
    let now: () -> Timestamp

    func addAccount(for account: UpstreamAccount, to connection: SQLiteConnection) throws -> AccountID {
        let at = now()
        let id = AccountID.make(at: at)
        let credential = Credential(
            id: .make(at: at), accountID: id, clientID: account.clientID,
            clientSecret: Secret(account.clientSecret), createdAt: at)
        let account = Account(
            id: id, name: account.name, baseURL: "http://upstream.example", createdAt: at,
            credentials: [credential], webhookSecrets: [Secret(account.webhookSecret)])
        try connection.transaction {
            try AccountRepository.insert(account, sealer: secrets.sealer, in: connection)
        }
        return id
    }

    func addTenant(
        _ name: String, receiver url: String, _ binding: Binding, of accountID: AccountID,
        to connection: SQLiteConnection
    ) throws -> (TenantID, key: String) {
        var generator = SystemRandomNumberGenerator()
        let key = APIKeyText.generate(using: &generator)
        let at = now()
        let id = TenantID.make(at: at)
        let tenant = Tenant(
            id: id, name: name, accountID: accountID, binding: binding, clientID: "client-\(name)",
            clientSecretHash: [1], webhookSecret: Secret("unused"), createdAt: at)
        try connection.transaction {
            try TenantRepository.insert(tenant, sealer: secrets.sealer, in: connection)
            try APIKeyRepository.insert(
                APIKey(
                    id: .make(at: at), tenantID: id, hash: secrets.pepper.hash(key), scopes: .all, createdAt: at),
                in: connection)
            try EndpointRepository.insert(
                Endpoint(id: .make(at: at), tenantID: id, url: url, createdAt: at), in: connection)
        }
        return (id, key.exposed)
    }

    func limit(_ tenantID: TenantID, by limits: WithdrawalLimits, in connection: SQLiteConnection) throws {
        try connection.transaction {
            try WithdrawalRuleRepository.setLimits(limits, of: tenantID, in: .anyCurrency, in: connection)
        }
    }
}
