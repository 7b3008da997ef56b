import AdminAPI
import Policy
import Store

extension AdminService {
    var keyHandlers: [VerbHandler] {
        [
            VerbHandler(KeyVerbs.list, listKeys), VerbHandler(KeyVerbs.create, createKey),
            VerbHandler(KeyVerbs.revoke, revokeKey),
        ]
    }

    func createKey(_ request: CreateKey, for caller: AdminCaller) async throws(AdminError) -> KeyCreated {
        let (scopes, now) = (try Self.scopes(request.scopes), now())
        let terms = try KeyTerms(request, at: now)
        let id = try await tenant(request.tenant)
        let secret = IssuedSecrets.apiKey()
        let key = APIKey(
            id: .make(at: now), tenantID: id, hash: pepper.hash(secret), scopes: scopes, createdAt: now,
            name: terms.name, expiresAt: terms.expiresAt, networks: terms.networks)
        let action = Action(
            KeyVerbs.create, tenant: id,
            [
                ("key", "\(key.id)"), ("name", key.name), ("scopes", "\(scopes)"),
                ("expires", key.expiresAt?.description ?? "never"),
                ("networks", key.networks.isEmpty ? "any" : key.networks.map(\.description).joined(separator: " ")),
            ])
        return try await change(action, for: caller) { writer in
            try APIKeyRepository.insert(key, in: writer)
            try WithdrawalRuleRepository.record(
                .apiKey(key.id), by: caller.maker, of: id, at: key.createdAt, in: writer)
            return KeyCreated(key: KeyView(key, at: now), secret: secret.exposed)
        }
    }

    static func scopes(_ text: String) throws(AdminError) -> Scopes {
        guard let scopes = Scopes(parsing: text), !scopes.isEmpty else {
            throw AdminError(.invalidRequest, "scopes must be read, write or both, are \"\(text)\"")
        }
        return scopes
    }

    func listKeys(_ request: TenantReference, for caller: AdminCaller) async throws(AdminError) -> KeyList {
        let id = try await tenant(request.tenant)
        return try await ask(Action(KeyVerbs.list, tenant: id), for: caller) { [now = now()] reader in
            KeyList(keys: try APIKeyRepository.apiKeys(of: id, in: reader).map { KeyView($0, at: now) })
        }
    }

    func revokeKey(_ request: KeyReference, for caller: AdminCaller) async throws(AdminError) -> KeyList {
        let (id, now) = (try await tenant(request.tenant), now())
        guard let keyID = APIKeyID(request.key) else {
            throw AdminError(describing: IdentityError.noSuchAPIKey(request.key))
        }
        return try await change(Action(KeyVerbs.revoke, tenant: id, [("key", request.key)]), for: caller) { writer in
            try APIKeyRepository.revokeAPIKey(keyID, of: id, at: now, in: writer)
            return KeyList(keys: try APIKeyRepository.apiKeys(of: id, in: writer).map { KeyView($0, at: now) })
        }
    }
}

extension KeyView {
    init(_ key: APIKey, at now: Timestamp) {
        let isExpired = key.expiresAt.map { $0 <= now } ?? false
        self.init(
            id: key.id, name: key.name, scopes: key.scopes.description,
            status: key.revokedAt != nil ? "revoked" : isExpired ? "expired" : "active",
            createdAt: key.createdAt.description, revokedAt: key.revokedAt?.description,
            expiresAt: key.expiresAt?.description, networks: key.networks.map(\.description),
            lastUsedAt: key.lastUsedAt?.description)
    }
}
