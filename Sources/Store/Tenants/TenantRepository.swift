import Policy

/// The SQL of tenants with their limits, certificates and secrets.
///
/// Every function runs inside its caller's transaction, so that several of them and an outbox or audit row can share one
/// commit. Functions that change rows throw `IdentityError` when a rule of identity refuses the change.
package enum TenantRepository {
    /// Inserts the tenant with its limits and API keys, and binds its account.
    ///
    /// - Throws: `IdentityError` when the name is taken, the account does not exist, is dedicated to another tenant,
    ///   or is pooled while the tenant asks for it alone.
    package static func insert(_ tenant: Tenant, sealer: Sealer, in writer: any SQLWriter) throws {
        guard try tenantID(named: tenant.name, in: writer) == nil else {
            throw IdentityError.tenantNameTaken(tenant.name)
        }
        try bind(tenant.accountID, as: tenant.binding, in: writer)
        try writer.execute(
            """
            INSERT INTO tenants (id, name, status, account_id, binding, client_id, client_secret_hash,
                token_generation, sealed_webhook_secret, requires_withdrawal_key, created_at, withdrawals_locked)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            [
                .id(tenant.id), .text(tenant.name), .text(tenant.status.rawValue), .id(tenant.accountID),
                .text(tenant.binding.rawValue), .text(tenant.clientID), .blob(tenant.clientSecretHash),
                .count(tenant.tokenGeneration),
                SealedColumn.tenantWebhookSecret(tenant.id).seal(tenant.webhookSecret, with: sealer),
                .boolean(tenant.requiresWithdrawalKey), .time(tenant.createdAt), .boolean(tenant.withdrawalsLocked),
            ])
        for (limitClass, setting) in tenant.limits {
            try setLimit(setting, for: limitClass, of: tenant.id, in: writer)
        }
        for key in tenant.apiKeys { try APIKeyRepository.insert(key, in: writer) }
    }

    /// The first tenant decides an account's binding for good. The update also locks the account's row on
    /// databases with concurrent writers, so that two first tenants cannot both win. It changes nothing later: a write
    /// to a referenced column looks at every tenant of the account.
    private static func bind(_ id: AccountID, as binding: Binding, in writer: any SQLWriter) throws {
        let bound = try writer.execute(
            "UPDATE accounts SET binding = $2 WHERE id = $1 AND binding IS NULL", [.id(id), .text(binding.rawValue)])
        if bound == 0 {
            let earlier: Binding? = try writer.first("SELECT binding FROM accounts WHERE id = $1", [.id(id)]) {
                try $0.choice()
            }
            guard let earlier else { throw IdentityError.noSuchAccount(id.description) }
            guard earlier == binding else {
                throw binding == .dedicated
                    ? IdentityError.accountIsPooled(id) : IdentityError.accountIsDedicated(id)
            }
        }
        guard binding == .dedicated else { return }
        guard try !writer.exists("SELECT 1 FROM tenants WHERE account_id = $1", [.id(id)]) else {
            throw IdentityError.accountIsDedicated(id)
        }
    }

    /// - Throws: `IdentityError.noSuchTenant`.
    package static func setStatus(_ status: TenantStatus, of id: TenantID, in writer: any SQLWriter) throws {
        let changed = try writer.execute(
            "UPDATE tenants SET status = $2 WHERE id = $1", [.id(id), .text(status.rawValue)])
        guard changed == 1 else { throw IdentityError.noSuchTenant(id.description) }
    }

    /// - Throws: `IdentityError.noSuchTenant`.
    package static func setRequiresWithdrawalKey(
        _ isRequired: Bool, of id: TenantID, in writer: any SQLWriter
    ) throws {
        let changed = try writer.execute(
            "UPDATE tenants SET requires_withdrawal_key = $2 WHERE id = $1", [.id(id), .boolean(isRequired)])
        guard changed == 1 else { throw IdentityError.noSuchTenant(id.description) }
    }

    /// Whether the tenant may withdraw nothing.
    package static func withdrawalsLocked(of id: TenantID, in reader: any SQLReader) throws -> Bool {
        try reader.first("SELECT withdrawals_locked FROM tenants WHERE id = $1", [.id(id)]) { try $0.boolean() }
            ?? false
    }

    /// - Throws: `IdentityError.noSuchTenant`.
    package static func setWithdrawalsLocked(
        _ isLocked: Bool, of id: TenantID, in writer: any SQLWriter
    ) throws {
        let changed = try writer.execute(
            "UPDATE tenants SET withdrawals_locked = $2 WHERE id = $1", [.id(id), .boolean(isLocked)])
        guard changed == 1 else { throw IdentityError.noSuchTenant(id.description) }
    }

    package static func tenantID(named name: String, in reader: any SQLReader) throws -> TenantID? {
        try reader.first("SELECT id FROM tenants WHERE name = $1", [.text(name)]) { try $0.id() }
    }

    package static func tenant(_ id: TenantID, sealer: Sealer, in reader: any SQLReader) throws -> Tenant? {
        let tenant = try reader.first("SELECT \(tenantColumns) FROM tenants WHERE id = $1", [.id(id)]) {
            try Self.tenant(in: &$0, sealer: sealer)
        }
        guard var tenant else { return nil }
        tenant.limits = try limits(of: id, in: reader)
        tenant.apiKeys = try APIKeyRepository.apiKeys(of: id, in: reader)
        tenant.certificates = try certificates(of: id, in: reader).map(\.binding)
        tenant.retiringSecrets = try retiringSecrets(of: id, sealer: sealer, in: reader)
        return tenant
    }

    /// Every tenant with its limits, API keys and certificates, oldest first, in five queries however many there are.
    package static func tenants(sealer: Sealer, in reader: any SQLReader) throws -> [Tenant] {
        var limits: [TenantID: [LimitClass: RateLimitSetting]] = [:]
        for row in try allLimits(in: reader) { limits[row.tenantID, default: [:]][row.limitClass] = row.setting }
        var keys: [TenantID: [APIKey]] = [:]
        for key in try APIKeyRepository.allAPIKeys(in: reader) { keys[key.tenantID, default: []].append(key) }
        var certificates: [TenantID: [CertificateBinding]] = [:]
        for row in try allCertificates(in: reader) { certificates[row.tenantID, default: []].append(row.binding) }
        var retiring: [TenantID: [RetiringSecret]] = [:]
        for row in try allRetiringSecrets(sealer: sealer, in: reader) {
            retiring[row.tenantID, default: []].append(row.secret)
        }
        return try reader.rows("SELECT \(tenantColumns) FROM tenants ORDER BY id", []) { row in
            var tenant = try Self.tenant(in: &row, sealer: sealer)
            tenant.limits = limits[tenant.id] ?? [:]
            tenant.apiKeys = keys[tenant.id] ?? []
            tenant.certificates = certificates[tenant.id] ?? []
            tenant.retiringSecrets = retiring[tenant.id] ?? []
            return tenant
        }
    }

    package static func exists(_ id: TenantID, in reader: any SQLReader) throws -> Bool {
        try reader.exists("SELECT 1 FROM tenants WHERE id = $1", [.id(id)])
    }

    package static func tenantRow(_ id: TenantID, in reader: any SQLReader) throws -> TenantRow? {
        try reader.first("\(selectRow) WHERE tenants.id = $1", [.id(id)], row(in:))
    }

    /// One page by name, after the name `after`.
    /// - Parameter status: `nil` means any.
    package static func tenantRows(
        after: String, status: TenantStatus? = nil, accountID: AccountID? = nil, span: TimeSpan = TimeSpan(),
        countMax: Int, in reader: any SQLReader
    ) throws -> [TenantRow] {
        var conditions = ListConditions()
        conditions.add("tenants.name >", .text(after))
        if let status { conditions.add("tenants.status =", .text(status.rawValue)) }
        if let accountID { conditions.add("tenants.account_id =", .id(accountID)) }
        conditions.add(span, column: "tenants.created_at")
        let limit = conditions.place(.count(countMax))
        return try reader.rows(
            "\(selectRow) \(conditions.clause) ORDER BY tenants.name LIMIT \(limit)", conditions.arguments, row(in:))
    }

    /// Of those tenants.
    package static func tenantNames(
        of ids: some Sequence<TenantID>, in reader: any SQLReader
    ) throws -> [TenantID: String] {
        var names: [TenantID: String] = [:]
        for id in Set(ids) {
            names[id] = try reader.first("SELECT name FROM tenants WHERE id = $1", [.id(id)]) { try $0.text() }
        }
        return names
    }

    private static let selectRow = """
        SELECT tenants.id, tenants.name, status, account_id, accounts.name, tenants.binding, client_id,
            requires_withdrawal_key, withdrawals_locked, tenants.created_at
        FROM tenants JOIN accounts ON accounts.id = account_id
        """

    private static func row(in row: inout SQLRow) throws -> TenantRow {
        TenantRow(
            id: try row.id(), name: try row.text(), status: try row.choice(), accountID: try row.id(),
            accountName: try row.text(), binding: try row.choice(), clientID: try row.text(),
            requiresWithdrawalKey: try row.boolean(), withdrawalsLocked: try row.boolean(),
            createdAt: try row.time())
    }

    private static let tenantColumns = """
        id, name, status, account_id, binding, client_id, client_secret_hash, token_generation,
        sealed_webhook_secret, requires_withdrawal_key, withdrawals_locked, created_at
        """

    private static func tenant(in row: inout SQLRow, sealer: Sealer) throws -> Tenant {
        let id: TenantID = try row.id()
        return Tenant(
            id: id, name: try row.text(), status: try row.choice(), accountID: try row.id(),
            binding: try row.choice(), clientID: try row.text(), clientSecretHash: try row.blob(),
            tokenGeneration: try row.count(),
            webhookSecret: try SealedColumn.tenantWebhookSecret(id).open(try row.blob(), with: sealer),
            requiresWithdrawalKey: try row.boolean(), withdrawalsLocked: try row.boolean(),
            createdAt: try row.time())
    }
}
