import Policy
import Store
import TestSupport

@testable import StoreSQLite

/// A credential with a pool, and tenants of it.
struct Founding {
    static let webhookSecret = "sim-webhook-secret"

    let secrets: InstanceSecrets
    let at: Timestamp
    private let credentialID: CredentialID

    init(secrets: InstanceSecrets, at: Timestamp) {
        self.secrets = secrets
        self.at = at
        credentialID = .make(at: at)
    }

    func addCredential(to connection: SQLiteConnection) throws {
        let application = Application(
            id: .make(at: at), credentialID: credentialID, clientID: "sim-client", clientSecret: Secret("sim-secret"),
            createdAt: at)
        let credential = Credential(
            id: credentialID, name: "main", baseURL: "http://upstream.example", createdAt: at,
            applications: [application], webhookSecrets: [Secret(Self.webhookSecret)])
        try connection.transaction {
            try IdentityRepository.insert(credential, sealer: secrets.sealer, in: connection)
        }
    }

    func addTenant(_ name: String, to connection: SQLiteConnection) throws -> (TenantID, key: String) {
        var generator = SystemRandomNumberGenerator()
        let key = APIKeyText.generate(using: &generator)
        let id = TenantID.make(at: at)
        let tenant = Tenant(
            id: id, name: name, credentialID: credentialID, binding: .pooled, clientID: "client-\(name)",
            clientSecretHash: [1], webhookSecret: Secret("unused"), createdAt: at)
        try connection.transaction {
            try IdentityRepository.insert(tenant, sealer: secrets.sealer, in: connection)
            try IdentityRepository.insert(
                APIKey(
                    id: .make(at: at), tenantID: id, hash: secrets.pepper.hash(key), scopes: .all, createdAt: at),
                in: connection)
        }
        return (id, key.exposed)
    }
}
