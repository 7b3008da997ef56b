import Policy

/// The SQL of tenants' API keys. Every function composes into its caller's transaction.
package enum APIKeyRepository {
    package static func insert(_ key: APIKey, in writer: any SQLWriter) throws {
        try writer.execute(
            """
            INSERT INTO api_keys (tenant_id, id, hash, scopes, created_at, revoked_at, name, expires_at, networks)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .id(key.tenantID), .id(key.id), .blob(key.hash), .text(key.scopes.description), .time(key.createdAt),
                .time(key.revokedAt), .text(key.name), .time(key.expiresAt),
                .text(key.networks.map(\.description).joined(separator: " ")),
            ])
    }

    /// Revoking a revoked key changes nothing: the first time stays on record.
    ///
    /// - Throws: `IdentityError.noSuchAPIKey` when this tenant has no such key.
    package static func revokeAPIKey(
        _ id: APIKeyID, of tenantID: TenantID, at now: Timestamp, in writer: any SQLWriter
    ) throws {
        let found = try writer.execute(
            "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $3) WHERE tenant_id = $1 AND id = $2",
            [.id(tenantID), .id(id), .time(now)])
        guard found == 1 else { throw IdentityError.noSuchAPIKey(id.description) }
    }

    /// Later uses win: what was noted first may be written last.
    package static func recordUses(_ uses: [APIKeyUse], in writer: any SQLWriter) throws {
        for use in uses {
            try writer.execute(
                """
                UPDATE api_keys SET last_used_at = $3
                WHERE tenant_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $3)
                """, [.id(use.tenantID), .id(use.keyID), .time(use.at)])
        }
    }

    /// Oldest first, revoked ones included.
    package static func apiKeys(of tenantID: TenantID, in reader: any SQLReader) throws -> [APIKey] {
        try reader.rows(
            "SELECT \(apiKeyColumns) FROM api_keys WHERE tenant_id = $1 ORDER BY id", [.id(tenantID)], apiKey(in:))
    }

    static func allAPIKeys(in reader: any SQLReader) throws -> [APIKey] {
        try reader.rows("SELECT \(apiKeyColumns) FROM api_keys ORDER BY tenant_id, id", [], apiKey(in:))
    }

    private static let apiKeyColumns = """
        id, tenant_id, hash, scopes, created_at, revoked_at, name, expires_at, networks, last_used_at
        """

    private static func apiKey(in row: inout SQLRow) throws -> APIKey {
        APIKey(
            id: try row.id(), tenantID: try row.id(), hash: try row.blob(), scopes: try scopes(row.text()),
            createdAt: try row.time(), revokedAt: try row.optionalTime(), name: try row.text(),
            expiresAt: try row.optionalTime(), networks: try networks(row.text()),
            lastUsedAt: try row.optionalTime())
    }

    private static func scopes(_ text: String) throws -> Scopes {
        guard let scopes = Scopes(parsing: text) else { throw StoreError.corrupt("\"\(text)\" is not a set of scopes") }
        return scopes
    }

    /// What cannot be read must not become "anywhere".
    private static func networks(_ text: String) throws -> [CIDRBlock] {
        try text.split(separator: " ").map { block in
            guard let block = CIDRBlock(block) else { throw StoreError.corrupt("\"\(text)\" are no networks") }
            return block
        }
    }
}

/// When a key was used.
package struct APIKeyUse: Hashable, Sendable {
    package let tenantID: TenantID
    package let keyID: APIKeyID
    package let at: Timestamp

    package init(tenantID: TenantID, keyID: APIKeyID, at: Timestamp) {
        self.tenantID = tenantID
        self.keyID = keyID
        self.at = at
    }
}
