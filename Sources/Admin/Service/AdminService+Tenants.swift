import Policy
import Store

extension AdminService {
    /// Tenants of one page; a bound on one answer.
    package static let tenantPageCountMax = 1000

    package func createTenant(
        _ request: CreateTenant, for caller: AdminCaller
    ) async throws(AdminError) -> TenantCreated {
        try EntityName.validate(request.name, prefix: TenantKind.prefix)
        guard let binding = Binding(rawValue: request.binding) else {
            throw AdminError(.invalidRequest, "binding must be dedicated or pooled, is \"\(request.binding)\"")
        }
        let credentialID = try await credential(request.credential)
        let clientSecret = IssuedSecrets.clientSecret()
        let webhookSecret = IssuedSecrets.webhookSecret()
        let tenant = Tenant(
            id: .make(at: now()), name: request.name, credentialID: credentialID, binding: binding,
            clientID: IssuedSecrets.clientID(), clientSecretHash: pepper.hash(clientSecret),
            webhookSecret: webhookSecret, createdAt: now())
        let action = Action(
            "tenant create", tenant: tenant.id,
            [("name", tenant.name), ("credential", "\(credentialID)"), ("binding", binding.rawValue)])
        let summary = try await change(action, for: caller) { [sealer] writer in
            try IdentityRepository.insert(tenant, sealer: sealer, in: writer)
            try LedgerRepository.record(
                .clientSecret, by: caller.maker, of: tenant.id, at: tenant.createdAt, in: writer)
            return try Self.summary(of: tenant.id, in: writer)
        }
        return TenantCreated(
            tenant: summary, clientSecret: clientSecret.exposed, webhookSecret: webhookSecret.exposed)
    }

    /// One page of tenants by name, after the name `after`.
    package func listTenants(
        after: String?, count: Int, for caller: AdminCaller
    ) async throws(AdminError) -> TenantPage {
        let count = min(max(1, count), Self.tenantPageCountMax)
        return try await ask(Action("tenant list"), for: caller) { reader in
            let rows = try IdentityRepository.tenantRows(after: after ?? "", countMax: count + 1, in: reader)
            let page = rows.prefix(count).map(TenantSummary.init)
            return TenantPage(tenants: page, next: rows.count > count ? page.last?.name : nil)
        }
    }

    package func showTenant(_ reference: String, for caller: AdminCaller) async throws(AdminError) -> TenantDetail {
        let id = try await tenant(reference)
        return try await ask(Action("tenant show", tenant: id), for: caller) { [options] reader in
            TenantDetail(
                tenant: try Self.summary(of: id, in: reader),
                limits: LimitView.all(
                    own: try IdentityRepository.limits(of: id, in: reader), defaults: options.defaultLimits),
                keys: try IdentityRepository.apiKeys(of: id, in: reader).map(KeyView.init),
                endpoints: try IdentityRepository.endpoints(of: id, in: reader).map(EndpointView.init))
        }
    }

    package func setTenantStatus(
        _ reference: String, to status: TenantStatus, for caller: AdminCaller
    ) async throws(AdminError) -> TenantSummary {
        let id = try await tenant(reference)
        let name = status == .active ? "tenant resume" : "tenant suspend"
        return try await change(Action(name, tenant: id), for: caller) { writer in
            try IdentityRepository.setStatus(status, of: id, in: writer)
            return try Self.summary(of: id, in: writer)
        }
    }

    package func setWithdrawalKey(
        of reference: String, _ request: SetWithdrawalKey, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<TenantSummary> {
        let id = try await tenant(reference)
        let action = Action(
            "tenant withdrawal-key", tenant: id, [("policy", request.isRequired ? "required" : "optional")])
        let rule = SecondPersonRule(request: .withdrawalKey(tenant: id.description, request)) { reader in
            let tenant = try Self.summary(of: id, in: reader)
            guard tenant.requiresWithdrawalKey, !request.isRequired else { return [] }
            return ["idempotency keys of \(tenant.name)'s withdrawals: required -> optional"]
        }
        return try await change(action, by: rule, for: caller) { writer in
            try IdentityRepository.setRequiresWithdrawalKey(request.isRequired, of: id, in: writer)
            return try Self.summary(of: id, in: writer)
        }
    }

    package func rotateSecret(
        of reference: String, _ request: RotateSecret, for caller: AdminCaller
    ) async throws(AdminError) -> SecretRotated {
        let id = try await tenant(reference)
        let secret = request.which == .client ? IssuedSecrets.clientSecret() : IssuedSecrets.webhookSecret()
        let action = Action("tenant rotate-secret", tenant: id, [("which", request.which.rawValue)])
        let summary = try await change(action, for: caller) { [sealer, pepper, now] writer in
            switch request.which {
            case .client:
                try IdentityRepository.rotateClientSecret(of: id, hash: pepper.hash(secret), in: writer)
                try LedgerRepository.record(.clientSecret, by: caller.maker, of: id, at: now(), in: writer)
            case .webhook:
                try IdentityRepository.rotateWebhookSecret(of: id, to: secret, sealer: sealer, in: writer)
            }
            return try Self.summary(of: id, in: writer)
        }
        return SecretRotated(tenant: summary, which: request.which, secret: secret.exposed)
    }

    private static func summary(of id: TenantID, in reader: any SQLReader) throws -> TenantSummary {
        guard let row = try IdentityRepository.tenantRow(id, in: reader) else {
            throw IdentityError.noSuchTenant(id.description)
        }
        return TenantSummary(row)
    }
}

extension TenantSummary {
    init(_ row: TenantRow) {
        self.init(
            id: row.id.description, name: row.name, status: row.status.rawValue,
            credentialID: row.credentialID.description, credentialName: row.credentialName,
            binding: row.binding.rawValue, clientID: row.clientID,
            requiresWithdrawalKey: row.requiresWithdrawalKey, createdAt: row.createdAt.description)
    }
}
