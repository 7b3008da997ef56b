import Policy

/// The SQL of accounts upstream with their credentials and webhook secrets. Every function composes into its caller's
/// transaction.
package enum AccountRepository {
    /// Inserts the account with its credentials and webhook secrets.
    ///
    /// - Throws: `IdentityError.accountNameTaken`.
    package static func insert(_ account: Account, sealer: Sealer, in writer: any SQLWriter) throws {
        guard try accountID(named: account.name, in: writer) == nil else {
            throw IdentityError.accountNameTaken(account.name)
        }
        try writer.execute(
            """
            INSERT INTO accounts (id, name, base_url, disabled, lists_by_reference, withdrawal_list, created_at,
                upstream_fee_basis_points, disabled_reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .id(account.id), .text(account.name), .text(account.baseURL), .boolean(account.disabled),
                .boolean(account.dialect.listsByReference), .text(account.dialect.withdrawalList.rawValue),
                .time(account.createdAt), .optionalCount(account.upstreamFeeBasisPoints),
                .optionalText(account.disabledReason),
            ])
        for credential in account.credentials { try insert(credential, sealer: sealer, in: writer) }
        for secret in account.webhookSecrets.reversed() {
            try addWebhookSecret(secret, to: account.id, at: account.createdAt, sealer: sealer, in: writer)
        }
    }

    /// - Throws: `IdentityError.credentialExists` when the account has the client id already.
    package static func insert(_ credential: Credential, sealer: Sealer, in writer: any SQLWriter) throws {
        let isKnown = try writer.exists(
            "SELECT 1 FROM credentials WHERE account_id = $1 AND client_id = $2",
            [.id(credential.accountID), .text(credential.clientID)])
        guard !isKnown else { throw IdentityError.credentialExists(clientID: credential.clientID) }
        try writer.execute(
            """
            INSERT INTO credentials (account_id, id, client_id, sealed_client_secret, scope, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                .id(credential.accountID), .id(credential.id), .text(credential.clientID),
                SealedColumn.credentialClientSecret(credential.id).seal(credential.clientSecret, with: sealer),
                .text(credential.scope), .time(credential.createdAt),
            ])
    }

    /// Adds the newest secret; the older ones stay valid until `retireWebhookSecrets`.
    package static func addWebhookSecret(
        _ secret: Secret<String>, to id: AccountID, at now: Timestamp, sealer: Sealer, in writer: any SQLWriter
    ) throws {
        let newest = try writer.first(
            "SELECT MAX(generation) FROM account_webhook_secrets WHERE account_id = $1", [.id(id)]
        ) { try $0.optionalInteger() }
        let generation = ((newest ?? nil) ?? 0) + 1
        try writer.execute(
            """
            INSERT INTO account_webhook_secrets (account_id, generation, sealed_secret, created_at)
            VALUES ($1, $2, $3, $4)
            """,
            [
                .id(id), .integer(generation),
                SealedColumn.accountWebhookSecret(id, generation: generation).seal(secret, with: sealer), .time(now),
            ])
    }

    /// - Throws: `IdentityError.noSuchAccount` when it has no such credential.
    package static func replaceClientSecret(
        of credential: CredentialID, of id: AccountID, by secret: Secret<String>, sealer: Sealer,
        in writer: any SQLWriter
    ) throws {
        let changed = try writer.execute(
            "UPDATE credentials SET sealed_client_secret = $3 WHERE account_id = $1 AND id = $2",
            [
                .id(id), .id(credential),
                SealedColumn.credentialClientSecret(credential).seal(secret, with: sealer),
            ])
        guard changed == 1 else { throw IdentityError.noSuchAccount(id.description) }
    }

    /// Ends a rotation: only the newest secret stays. Returns how many were removed.
    @discardableResult
    package static func retireWebhookSecrets(of id: AccountID, in writer: any SQLWriter) throws -> Int {
        try writer.execute(
            """
            DELETE FROM account_webhook_secrets WHERE account_id = $1 AND generation <
                (SELECT MAX(generation) FROM account_webhook_secrets WHERE account_id = $1)
            """, [.id(id)])
    }

    /// - Throws: `IdentityError.noSuchAccount`.
    package static func setDisabled(_ disabled: Bool, account id: AccountID, in writer: any SQLWriter) throws {
        let changed = try writer.execute(
            "UPDATE accounts SET disabled = $2, disabled_reason = NULL WHERE id = $1",
            [.id(id), .boolean(disabled)])
        guard changed == 1 else { throw IdentityError.noSuchAccount(id.description) }
    }

    /// - Throws: `IdentityError.noSuchAccount`.
    package static func setDialect(
        _ dialect: UpstreamDialect, of id: AccountID, in writer: any SQLWriter
    ) throws {
        let changed = try writer.execute(
            "UPDATE accounts SET lists_by_reference = $2, withdrawal_list = $3 WHERE id = $1",
            [.id(id), .boolean(dialect.listsByReference), .text(dialect.withdrawalList.rawValue)])
        guard changed == 1 else { throw IdentityError.noSuchAccount(id.description) }
    }

    /// - Parameter basisPoints: 0 to 10,000; `nil` leaves it to the configuration.
    /// - Throws: `IdentityError.noSuchAccount`.
    package static func setUpstreamFee(
        basisPoints: Int?, of id: AccountID, in writer: any SQLWriter
    ) throws {
        let changed = try writer.execute(
            "UPDATE accounts SET upstream_fee_basis_points = $2 WHERE id = $1",
            [.id(id), .optionalCount(basisPoints)])
        guard changed == 1 else { throw IdentityError.noSuchAccount(id.description) }
    }

    /// The names of those whose upstream account is asked with this client id, whatever their addresses.
    package static func accountNames(
        withClientID clientID: String, in reader: any SQLReader
    ) throws -> [String] {
        try reader.rows(
            """
            SELECT DISTINCT a.name FROM credentials c JOIN accounts a ON a.id = c.account_id
            WHERE c.client_id = $1 ORDER BY a.name
            """, [.text(clientID)]
        ) { try $0.text() }
    }

    package static func accountID(named name: String, in reader: any SQLReader) throws -> AccountID? {
        try reader.first("SELECT id FROM accounts WHERE name = $1", [.text(name)]) { try $0.id() }
    }

    /// - Throws: `IdentityError.noSuchAccount`.
    package static func name(of id: AccountID, in reader: any SQLReader) throws -> String {
        let name = try reader.first("SELECT name FROM accounts WHERE id = $1", [.id(id)]) { try $0.text() }
        guard let name else { throw IdentityError.noSuchAccount(id.description) }
        return name
    }

    package static func accountNames(in reader: any SQLReader) throws -> [AccountID: String] {
        let rows = try reader.rows("SELECT id, name FROM accounts", []) {
            (try $0.id(as: AccountKind.self), try $0.text())
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Every account, oldest first, in three queries.
    package static func accounts(sealer: Sealer, in reader: any SQLReader) throws -> [Account] {
        var credentials: [AccountID: [Credential]] = [:]
        for credential in try self.credentials(sealer: sealer, in: reader) {
            credentials[credential.accountID, default: []].append(credential)
        }
        var secrets: [AccountID: [Secret<String>]] = [:]
        for (id, secret) in try webhookSecrets(sealer: sealer, in: reader) {
            secrets[id, default: []].append(secret)
        }
        return try reader.rows(
            """
            SELECT id, name, base_url, disabled, disabled_reason, lists_by_reference, withdrawal_list,
                upstream_fee_basis_points, created_at
            FROM accounts ORDER BY id
            """, []
        ) {
            let id: AccountID = try $0.id()
            return Account(
                id: id, name: try $0.text(), baseURL: try $0.text(), disabled: try $0.boolean(),
                disabledReason: try $0.optionalText(),
                dialect: UpstreamDialect(listsByReference: try $0.boolean(), withdrawalList: try $0.choice()),
                upstreamFeeBasisPoints: try $0.optionalCount(), createdAt: try $0.time(),
                credentials: credentials[id] ?? [], webhookSecrets: secrets[id] ?? [])
        }
    }

    package static func account(
        _ id: AccountID, sealer: Sealer, in reader: any SQLReader
    ) throws -> Account? {
        // An installation has a handful of accounts: the snapshot is as cheap as three queries of one.
        try accounts(sealer: sealer, in: reader).first { $0.id == id }
    }

    private static func credentials(sealer: Sealer, in reader: any SQLReader) throws -> [Credential] {
        try reader.rows(
            """
            SELECT id, account_id, client_id, sealed_client_secret, scope, created_at FROM credentials
            ORDER BY account_id, id
            """, []
        ) {
            let id: CredentialID = try $0.id()
            return Credential(
                id: id, accountID: try $0.id(), clientID: try $0.text(),
                clientSecret: try SealedColumn.credentialClientSecret(id).open(try $0.blob(), with: sealer),
                scope: try $0.text(), createdAt: try $0.time())
        }
    }

    private static func webhookSecrets(
        sealer: Sealer, in reader: any SQLReader
    ) throws -> [(AccountID, Secret<String>)] {
        try reader.rows(
            """
            SELECT account_id, generation, sealed_secret FROM account_webhook_secrets
            ORDER BY account_id, generation DESC
            """, []
        ) {
            let id: AccountID = try $0.id()
            let place = SealedColumn.accountWebhookSecret(id, generation: try $0.integer())
            return (id, try place.open(try $0.blob(), with: sealer))
        }
    }
}
