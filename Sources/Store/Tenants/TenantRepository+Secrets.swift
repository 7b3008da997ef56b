import Policy

/// A tenant's own secrets and those that they replaced.
extension TenantRepository {
    /// Replaces the client secret. API keys stay valid.
    ///
    /// - Parameters:
    ///   - overlap: how long the earlier one stays valid; zero ends every earlier one.
    ///   - revokesTokens: whether every gateway token issued before is void.
    /// - Returns: until when the earlier one is valid; `nil` when it is not.
    /// - Throws: `IdentityError.noSuchTenant`, `tooManyRetiringSecrets`.
    package static func rotateClientSecret(
        of id: TenantID, hash: [UInt8], overlap: Duration, revokesTokens: Bool, at now: Timestamp, sealer: Sealer,
        in writer: any SQLWriter
    ) throws -> Timestamp? {
        guard let tenant = try tenant(id, sealer: sealer, in: writer) else {
            throw IdentityError.noSuchTenant(id.description)
        }
        let until = try retire(
            .clientHash(tenant.clientSecretHash), of: id, overlap: overlap, at: now, sealer: sealer, in: writer)
        try writer.execute(
            """
            UPDATE tenants SET client_secret_hash = $2, token_generation = token_generation + $3 WHERE id = $1
            """, [.id(id), .blob(hash), .integer(revokesTokens ? 1 : 0)])
        return until
    }

    /// Replaces the webhook secret; `overlap` and what is returned as of the client secret's.
    package static func rotateWebhookSecret(
        of id: TenantID, to secret: Secret<String>, overlap: Duration, at now: Timestamp, sealer: Sealer,
        in writer: any SQLWriter
    ) throws -> Timestamp? {
        guard let tenant = try tenant(id, sealer: sealer, in: writer) else {
            throw IdentityError.noSuchTenant(id.description)
        }
        let until = try retire(
            .webhook(tenant.webhookSecret, signsCallbacks: true), of: id, overlap: overlap, at: now, sealer: sealer,
            in: writer)
        try writer.execute(
            "UPDATE tenants SET sealed_webhook_secret = $2 WHERE id = $1",
            [.id(id), SealedColumn.tenantWebhookSecret(id).seal(secret, with: sealer)])
        return until
    }

    /// From now on `X-Webhook-Signature` is the newest secret's; the earlier ones go on in `webhook-signature`.
    ///
    /// - Returns: how many earlier ones it had been.
    package static func switchCallbackSignature(of id: TenantID, in writer: any SQLWriter) throws -> Int {
        try writer.execute(
            "UPDATE retiring_secrets SET signs_callbacks = 0 WHERE tenant_id = $1 AND signs_callbacks = 1", [.id(id)])
    }

    private static func retire(
        _ value: RetiringSecret.Value, of id: TenantID, overlap: Duration, at now: Timestamp, sealer: Sealer,
        in writer: any SQLWriter
    ) throws -> Timestamp? {
        let retiring = RetiringSecret(value: value, validUntil: now.advanced(by: overlap))
        try writer.execute(
            "DELETE FROM retiring_secrets WHERE tenant_id = $1 AND kind = $2 AND (valid_until <= $3 OR $4 = 1)",
            [.id(id), .text(retiring.kind.rawValue), .time(now), .boolean(overlap == .zero)])
        guard overlap > .zero else { return nil }
        let others = try writer.count(
            "SELECT COUNT(*) FROM retiring_secrets WHERE tenant_id = $1 AND kind = $2",
            [.id(id), .text(retiring.kind.rawValue)])
        guard others < SecretOverlap.retiringCountMax else { throw IdentityError.tooManyRetiringSecrets }
        try insert(retiring, of: id, at: now, sealer: sealer, in: writer)
        return retiring.validUntil
    }

    private static func insert(
        _ retiring: RetiringSecret, of tenantID: TenantID, at now: Timestamp, sealer: Sealer,
        in writer: any SQLWriter
    ) throws {
        var generator = SystemRandomNumberGenerator()
        let id = ULID(at: now, using: &generator).description
        var (hash, sealed) = (SQLValue.null, SQLValue.null)
        switch retiring.value {
        case .clientHash(let bytes): hash = .blob(bytes)
        case .webhook(let secret, _):
            sealed = SealedColumn.retiringWebhookSecret(tenantID, id: id).seal(secret, with: sealer)
        }
        try writer.execute(
            """
            INSERT INTO retiring_secrets (tenant_id, id, kind, client_secret_hash, sealed_webhook_secret,
                signs_callbacks, valid_until)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .id(tenantID), .text(id), .text(retiring.kind.rawValue), hash, sealed,
                .boolean(retiring.signsCallbacks), .time(retiring.validUntil),
            ])
    }

    /// Oldest first, those that have ended included until they are dropped.
    package static func retiringSecrets(
        of tenantID: TenantID, sealer: Sealer, in reader: any SQLReader
    ) throws -> [RetiringSecret] {
        try reader.rows(
            "SELECT \(retiringColumns) FROM retiring_secrets WHERE tenant_id = $1 ORDER BY id", [.id(tenantID)]
        ) { try retiringSecret(in: &$0, sealer: sealer).secret }
    }

    static func allRetiringSecrets(
        sealer: Sealer, in reader: any SQLReader
    ) throws -> [(tenantID: TenantID, secret: RetiringSecret)] {
        try reader.rows("SELECT \(retiringColumns) FROM retiring_secrets ORDER BY tenant_id, id", []) {
            try retiringSecret(in: &$0, sealer: sealer)
        }
    }

    /// Drops those that have ended.
    ///
    /// - Returns: how many; call again while it is `limit`.
    package static func dropRetiredSecrets(
        endedBefore now: Timestamp, limit: Int, in writer: any SQLWriter
    ) throws -> Int {
        let ended: [(TenantID, String)] = try writer.rows(
            "SELECT tenant_id, id FROM retiring_secrets WHERE valid_until <= $1 ORDER BY valid_until LIMIT $2",
            [.time(now), .count(limit)]
        ) { (try $0.id(), try $0.text()) }
        for (tenantID, id) in ended {
            try writer.execute(
                "DELETE FROM retiring_secrets WHERE tenant_id = $1 AND id = $2 AND valid_until <= $3",
                [.id(tenantID), .text(id), .time(now)])
        }
        return ended.count
    }

    private static let retiringColumns = """
        tenant_id, id, valid_until, kind, client_secret_hash, sealed_webhook_secret, signs_callbacks
        """

    private static func retiringSecret(
        in row: inout SQLRow, sealer: Sealer
    ) throws -> (tenantID: TenantID, secret: RetiringSecret) {
        let (tenantID, id): (TenantID, String) = (try row.id(), try row.text())
        let validUntil = try row.time()
        let value: RetiringSecret.Value
        switch try row.choice(of: RetiringSecret.Kind.self) {
        case .client: value = .clientHash(try row.blob())
        case .webhook:
            row.skip()
            let column = SealedColumn.retiringWebhookSecret(tenantID, id: id)
            value = .webhook(
                try column.open(try row.blob(), with: sealer), signsCallbacks: try row.boolean())
        }
        return (tenantID, RetiringSecret(value: value, validUntil: validUntil))
    }
}
