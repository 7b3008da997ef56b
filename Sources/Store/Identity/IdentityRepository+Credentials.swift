import Policy

extension IdentityRepository {
    /// Inserts the credential with its applications and webhook secrets.
    ///
    /// - Throws: `IdentityError.credentialNameTaken`.
    package static func insert(_ credential: Credential, sealer: Sealer, in writer: any SQLWriter) throws {
        guard try credentialID(named: credential.name, in: writer) == nil else {
            throw IdentityError.credentialNameTaken(credential.name)
        }
        try writer.execute(
            """
            INSERT INTO credentials (id, name, base_url, disabled, lists_by_reference, withdrawal_list, created_at,
                upstream_fee_basis_points, disabled_reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .id(credential.id), .text(credential.name), .text(credential.baseURL), .boolean(credential.disabled),
                .boolean(credential.dialect.listsByReference), .text(credential.dialect.withdrawalList.rawValue),
                .time(credential.createdAt), .optionalInteger(credential.upstreamFeeBasisPoints),
                .optionalText(credential.disabledReason),
            ])
        for application in credential.applications { try insert(application, sealer: sealer, in: writer) }
        for secret in credential.webhookSecrets.reversed() {
            try addWebhookSecret(secret, to: credential.id, at: credential.createdAt, sealer: sealer, in: writer)
        }
    }

    /// - Throws: `IdentityError.applicationExists` when the credential has the client id already.
    package static func insert(_ application: Application, sealer: Sealer, in writer: any SQLWriter) throws {
        let existing = try writer.first(
            "SELECT 1 FROM applications WHERE credential_id = $1 AND client_id = $2",
            [.id(application.credentialID), .text(application.clientID)]
        ) { try $0.integer() }
        guard existing == nil else { throw IdentityError.applicationExists(clientID: application.clientID) }
        try writer.execute(
            """
            INSERT INTO applications (credential_id, id, client_id, sealed_client_secret, scope, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                .id(application.credentialID), .id(application.id), .text(application.clientID),
                SealedColumn.applicationClientSecret(application.id).seal(application.clientSecret, with: sealer),
                .text(application.scope), .time(application.createdAt),
            ])
    }

    /// Adds the newest secret; the older ones stay valid until `retireWebhookSecrets`.
    package static func addWebhookSecret(
        _ secret: Secret<String>, to id: CredentialID, at now: Timestamp, sealer: Sealer, in writer: any SQLWriter
    ) throws {
        let newest = try writer.first(
            "SELECT MAX(generation) FROM credential_webhook_secrets WHERE credential_id = $1", [.id(id)]
        ) { try $0.optionalInteger() }
        let generation = ((newest ?? nil) ?? 0) + 1
        try writer.execute(
            """
            INSERT INTO credential_webhook_secrets (credential_id, generation, sealed_secret, created_at)
            VALUES ($1, $2, $3, $4)
            """,
            [
                .id(id), .integer(generation),
                SealedColumn.credentialWebhookSecret(id, generation: generation).seal(secret, with: sealer), .time(now),
            ])
    }

    /// - Throws: `IdentityError.noSuchCredential` when it has no such application.
    package static func replaceClientSecret(
        of application: ApplicationID, of id: CredentialID, by secret: Secret<String>, sealer: Sealer,
        in writer: any SQLWriter
    ) throws {
        let changed = try writer.execute(
            "UPDATE applications SET sealed_client_secret = $3 WHERE credential_id = $1 AND id = $2",
            [
                .id(id), .id(application),
                SealedColumn.applicationClientSecret(application).seal(secret, with: sealer),
            ])
        guard changed == 1 else { throw IdentityError.noSuchCredential(id.description) }
    }

    /// Ends a rotation: only the newest secret stays. Returns how many were removed.
    @discardableResult
    package static func retireWebhookSecrets(of id: CredentialID, in writer: any SQLWriter) throws -> Int {
        try writer.execute(
            """
            DELETE FROM credential_webhook_secrets WHERE credential_id = $1 AND generation <
                (SELECT MAX(generation) FROM credential_webhook_secrets WHERE credential_id = $1)
            """, [.id(id)])
    }

    /// - Throws: `IdentityError.noSuchCredential`.
    package static func setDisabled(_ disabled: Bool, credential id: CredentialID, in writer: any SQLWriter) throws {
        let changed = try writer.execute(
            "UPDATE credentials SET disabled = $2, disabled_reason = NULL WHERE id = $1",
            [.id(id), .boolean(disabled)])
        guard changed == 1 else { throw IdentityError.noSuchCredential(id.description) }
    }

    /// - Throws: `IdentityError.noSuchCredential`.
    package static func setDialect(
        _ dialect: UpstreamDialect, of id: CredentialID, in writer: any SQLWriter
    ) throws {
        let changed = try writer.execute(
            "UPDATE credentials SET lists_by_reference = $2, withdrawal_list = $3 WHERE id = $1",
            [.id(id), .boolean(dialect.listsByReference), .text(dialect.withdrawalList.rawValue)])
        guard changed == 1 else { throw IdentityError.noSuchCredential(id.description) }
    }

    /// - Parameter basisPoints: 0 to 10,000; `nil` leaves it to the configuration.
    /// - Throws: `IdentityError.noSuchCredential`.
    package static func setUpstreamFee(
        basisPoints: Int?, of id: CredentialID, in writer: any SQLWriter
    ) throws {
        let changed = try writer.execute(
            "UPDATE credentials SET upstream_fee_basis_points = $2 WHERE id = $1",
            [.id(id), .optionalInteger(basisPoints)])
        guard changed == 1 else { throw IdentityError.noSuchCredential(id.description) }
    }

    /// The names of those whose upstream account is asked with this client id, whatever their addresses.
    package static func credentialNames(
        withClientID clientID: String, in reader: any SQLReader
    ) throws -> [String] {
        try reader.rows(
            """
            SELECT DISTINCT c.name FROM applications a JOIN credentials c ON c.id = a.credential_id
            WHERE a.client_id = $1 ORDER BY c.name
            """, [.text(clientID)]
        ) { try $0.text() }
    }

    package static func credentialID(named name: String, in reader: any SQLReader) throws -> CredentialID? {
        try reader.first("SELECT id FROM credentials WHERE name = $1", [.text(name)]) { try $0.id() }
    }

    /// - Throws: `IdentityError.noSuchCredential`.
    package static func name(of id: CredentialID, in reader: any SQLReader) throws -> String {
        let name = try reader.first("SELECT name FROM credentials WHERE id = $1", [.id(id)]) { try $0.text() }
        guard let name else { throw IdentityError.noSuchCredential(id.description) }
        return name
    }

    package static func credentialNames(in reader: any SQLReader) throws -> [CredentialID: String] {
        let rows = try reader.rows("SELECT id, name FROM credentials", []) {
            (try $0.id(as: CredentialKind.self), try $0.text())
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Every credential, oldest first, in three queries.
    package static func credentials(sealer: Sealer, in reader: any SQLReader) throws -> [Credential] {
        var applications: [CredentialID: [Application]] = [:]
        for application in try self.applications(sealer: sealer, in: reader) {
            applications[application.credentialID, default: []].append(application)
        }
        var secrets: [CredentialID: [Secret<String>]] = [:]
        for (id, secret) in try webhookSecrets(sealer: sealer, in: reader) {
            secrets[id, default: []].append(secret)
        }
        return try reader.rows(
            """
            SELECT id, name, base_url, disabled, disabled_reason, lists_by_reference, withdrawal_list,
                upstream_fee_basis_points, created_at
            FROM credentials ORDER BY id
            """, []
        ) {
            let id: CredentialID = try $0.id()
            return Credential(
                id: id, name: try $0.text(), baseURL: try $0.text(), disabled: try $0.boolean(),
                disabledReason: try $0.optionalText(),
                dialect: UpstreamDialect(listsByReference: try $0.boolean(), withdrawalList: try $0.choice()),
                upstreamFeeBasisPoints: try $0.optionalCount(), createdAt: try $0.time(),
                applications: applications[id] ?? [], webhookSecrets: secrets[id] ?? [])
        }
    }

    package static func credential(
        _ id: CredentialID, sealer: Sealer, in reader: any SQLReader
    ) throws -> Credential? {
        // An installation has a handful of credentials: the snapshot is as cheap as three queries of one.
        try credentials(sealer: sealer, in: reader).first { $0.id == id }
    }

    private static func applications(sealer: Sealer, in reader: any SQLReader) throws -> [Application] {
        try reader.rows(
            """
            SELECT id, credential_id, client_id, sealed_client_secret, scope, created_at FROM applications
            ORDER BY credential_id, id
            """, []
        ) {
            let id: ApplicationID = try $0.id()
            return Application(
                id: id, credentialID: try $0.id(), clientID: try $0.text(),
                clientSecret: try SealedColumn.applicationClientSecret(id).open(try $0.blob(), with: sealer),
                scope: try $0.text(), createdAt: try $0.time())
        }
    }

    private static func webhookSecrets(
        sealer: Sealer, in reader: any SQLReader
    ) throws -> [(CredentialID, Secret<String>)] {
        try reader.rows(
            """
            SELECT credential_id, generation, sealed_secret FROM credential_webhook_secrets
            ORDER BY credential_id, generation DESC
            """, []
        ) {
            let id: CredentialID = try $0.id()
            let place = SealedColumn.credentialWebhookSecret(id, generation: try $0.integer())
            return (id, try place.open(try $0.blob(), with: sealer))
        }
    }
}
