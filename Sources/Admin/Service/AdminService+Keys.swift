import Policy
import Store

extension AdminService {
    package func createKey(
        of reference: String, _ request: CreateKey, for caller: AdminCaller
    ) async throws(AdminError) -> KeyCreated {
        let (scopes, now) = (try Self.scopes(request.scopes), now())
        let terms = try KeyTerms(request, at: now)
        let id = try await tenant(reference)
        let secret = IssuedSecrets.apiKey()
        let key = APIKey(
            id: .make(at: now), tenantID: id, hash: pepper.hash(secret), scopes: scopes, createdAt: now,
            name: terms.name, expiresAt: terms.expiresAt, networks: terms.networks)
        let action = Action(
            "key create", tenant: id,
            [
                ("key", "\(key.id)"), ("name", key.name), ("scopes", "\(scopes)"),
                ("expires", key.expiresAt?.description ?? "never"),
                ("networks", key.networks.isEmpty ? "any" : key.networks.map(\.description).joined(separator: " ")),
            ])
        return try await change(action, for: caller) { writer in
            try IdentityRepository.insert(key, in: writer)
            try LedgerRepository.record(.apiKey(key.id), by: caller.maker, of: id, at: key.createdAt, in: writer)
            return KeyCreated(key: KeyView(key, at: now), secret: secret.exposed)
        }
    }

    static func scopes(_ text: String) throws(AdminError) -> Scopes {
        guard let scopes = Scopes(parsing: text), !scopes.isEmpty else {
            throw AdminError(.invalidRequest, "scopes must be read, write or both, are \"\(text)\"")
        }
        return scopes
    }

    package func listKeys(of reference: String, for caller: AdminCaller) async throws(AdminError) -> KeyList {
        let id = try await tenant(reference)
        return try await ask(Action("key list", tenant: id), for: caller) { [now = now()] reader in
            KeyList(keys: try IdentityRepository.apiKeys(of: id, in: reader).map { KeyView($0, at: now) })
        }
    }

    package func revokeKey(
        _ key: String, of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> KeyList {
        let (id, now) = (try await tenant(reference), now())
        guard let keyID = APIKeyID(key) else { throw AdminError(describing: IdentityError.noSuchAPIKey(key)) }
        return try await change(Action("key revoke", tenant: id, [("key", key)]), for: caller) { writer in
            try IdentityRepository.revokeAPIKey(keyID, of: id, at: now, in: writer)
            return KeyList(keys: try IdentityRepository.apiKeys(of: id, in: writer).map { KeyView($0, at: now) })
        }
    }
}

extension KeyView {
    init(_ key: APIKey, at now: Timestamp) {
        let isExpired = key.expiresAt.map { $0 <= now } ?? false
        self.init(
            id: key.id.description, name: key.name, scopes: key.scopes.description,
            status: key.revokedAt != nil ? "revoked" : isExpired ? "expired" : "active",
            createdAt: key.createdAt.description, revokedAt: key.revokedAt?.description,
            expiresAt: key.expiresAt?.description, networks: key.networks.map(\.description),
            lastUsedAt: key.lastUsedAt?.description)
    }
}
