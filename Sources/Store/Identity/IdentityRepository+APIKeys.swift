import Policy

extension IdentityRepository {
    package static func insert(_ key: APIKey, in writer: any SQLWriter) throws {
        try writer.execute(
            """
            INSERT INTO api_keys (tenant_id, id, hash, scopes, created_at, revoked_at) VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                .id(key.tenantID), .id(key.id), .blob(key.hash), .text(key.scopes.description), .time(key.createdAt),
                .time(key.revokedAt),
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

    /// Oldest first, revoked ones included.
    package static func apiKeys(of tenantID: TenantID, in reader: any SQLReader) throws -> [APIKey] {
        try reader.rows(
            "SELECT \(apiKeyColumns) FROM api_keys WHERE tenant_id = $1 ORDER BY id", [.id(tenantID)], apiKey(in:))
    }

    static func allAPIKeys(in reader: any SQLReader) throws -> [APIKey] {
        try reader.rows("SELECT \(apiKeyColumns) FROM api_keys ORDER BY tenant_id, id", [], apiKey(in:))
    }

    private static let apiKeyColumns = "tenant_id, id, hash, scopes, created_at, revoked_at"

    private static func apiKey(in row: any SQLRow) throws -> APIKey {
        let text = try row.text(3)
        guard let scopes = Scopes(parsing: text) else { throw StoreError.corrupt("\"\(text)\" is not a set of scopes") }
        return APIKey(
            id: try row.id(1), tenantID: try row.id(0), hash: try row.blob(2), scopes: scopes,
            createdAt: try row.time(4), revokedAt: try row.optionalTime(5))
    }
}
