import AdminAPI
import Policy
import Store

extension AdminService {
    /// Tenants of one page; a bound on one answer.
    package static let tenantPageCountMax = 1000

    /// A tenant with an account to itself could withdraw whatever the account holds, now or later. It is made at once,
    /// since its secrets are shown once; where there can be a second person, it withdraws nothing until one has agreed.
    var tenantHandlers: [VerbHandler] {
        [
            VerbHandler(TenantVerbs.list, listTenants), VerbHandler(TenantVerbs.create, createTenant),
            VerbHandler(TenantVerbs.import, importTenants),
            VerbHandler(TenantVerbs.show) { try await showTenant($0.tenant, for: $1) },
            VerbHandler(TenantVerbs.suspend) { try await setTenantStatus($0.tenant, to: .suspended, for: $1) },
            VerbHandler(TenantVerbs.resume) { try await setTenantStatus($0.tenant, to: .active, for: $1) },
            VerbHandler(TenantVerbs.setWithdrawalKey) {
                try await setWithdrawalKey(of: $0.subject.tenant, $0.request, for: $1)
            },
            VerbHandler(TenantVerbs.rotateSecret) {
                try await rotateSecret(of: $0.subject.tenant, $0.request, for: $1)
            },
            VerbHandler(TenantVerbs.switchSignature) { try await switchCallbackSignature(of: $0.tenant, for: $1) },
        ]
    }

    package func createTenant(
        _ request: CreateTenant, for caller: AdminCaller
    ) async throws(AdminError) -> TenantCreated {
        try EntityName.validate(request.name, prefix: TenantKind.prefix)
        guard let binding = Binding(rawValue: request.binding) else {
            throw AdminError(.invalidRequest, "binding must be dedicated or pooled, is \"\(request.binding)\"")
        }
        let accountID = try await account(request.account)
        let clientSecret = IssuedSecrets.clientSecret()
        let webhookSecret = IssuedSecrets.webhookSecret()
        let isLocked = binding == .dedicated && options.hasOperators
        let tenant = Tenant(
            id: .make(at: now()), name: request.name, accountID: accountID, binding: binding,
            clientID: IssuedSecrets.clientID(), clientSecretHash: pepper.hash(clientSecret),
            webhookSecret: webhookSecret, withdrawalsLocked: isLocked, createdAt: now())
        let action = Action(
            TenantVerbs.create, tenant: tenant.id,
            [
                ("name", tenant.name), ("account", "\(accountID)"), ("binding", binding.rawValue),
                ("withdrawals_locked", "\(isLocked)"),
            ])
        let summary = try await change(action, for: caller) { [sealer] writer in
            try TenantRepository.insert(tenant, sealer: sealer, in: writer)
            try WithdrawalRuleRepository.record(
                .clientSecret, by: caller.maker, of: tenant.id, at: tenant.createdAt, in: writer)
            return try Self.summary(of: tenant.id, in: writer)
        }
        return TenantCreated(
            tenant: summary, clientSecret: clientSecret.exposed, webhookSecret: webhookSecret.exposed)
    }

    /// One page of tenants by name.
    package func listTenants(_ query: ListTenants, for caller: AdminCaller) async throws(AdminError) -> TenantPage {
        let count = min(try Self.pageCount(query.count), Self.tenantPageCountMax)
        let (after, span) = (query.after ?? "", try span(since: query.since, until: query.until))
        var status: TenantStatus?
        if let text = query.status { status = try Self.choice(text, "status") }
        var accountID: AccountID?
        if let reference = query.account { accountID = try await account(reference) }
        return try await ask(Action(TenantVerbs.list), for: caller) { [status, accountID] reader in
            let rows = try TenantRepository.tenantRows(
                after: after, status: status, accountID: accountID, span: span, countMax: count + 1, in: reader)
            let page = rows.prefix(count).map(TenantSummary.init)
            return TenantPage(tenants: page, next: rows.count > count ? page.last?.name : nil)
        }
    }

    package func showTenant(_ reference: String, for caller: AdminCaller) async throws(AdminError) -> TenantDetail {
        let id = try await tenant(reference)
        return try await ask(Action(TenantVerbs.show, tenant: id), for: caller) { [self, now = now()] reader in
            try detail(of: id, at: now, in: reader)
        }
    }

    private func detail(of id: TenantID, at now: Timestamp, in reader: any SQLReader) throws -> TenantDetail {
        let retiring = try TenantRepository.retiringSecrets(of: id, sealer: sealer, in: reader)
        return TenantDetail(
            tenant: try Self.summary(of: id, in: reader),
            limits: LimitView.all(
                own: try TenantRepository.limits(of: id, in: reader), defaults: options.defaultLimits),
            keys: try APIKeyRepository.apiKeys(of: id, in: reader).map { KeyView($0, at: now) },
            endpoints: try EndpointRepository.endpoints(of: id, in: reader).map(EndpointView.init),
            retiringSecrets: retiring.filter { now < $0.validUntil }.map(RetiringSecretView.init))
    }

    package func setTenantStatus(
        _ reference: String, to status: TenantStatus, for caller: AdminCaller
    ) async throws(AdminError) -> TenantSummary {
        let id = try await tenant(reference)
        let verb = status == .active ? TenantVerbs.resume : TenantVerbs.suspend
        let summary = try await change(Action(verb, tenant: id), for: caller) { [now = now()] writer in
            try TenantRepository.setStatus(status, of: id, in: writer)
            if status == .active { try DeliveryRepository.releaseHeld(of: id, at: now, in: writer) }
            return try Self.summary(of: id, in: writer)
        }
        if status == .active { host.wakeDeliveries() }
        return summary
    }

    package func setWithdrawalKey(
        of reference: String, _ request: SetWithdrawalKey, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<TenantSummary> {
        let id = try await tenant(reference)
        let action = Action(
            TenantVerbs.setWithdrawalKey, tenant: id, [("policy", request.required ? "required" : "optional")])
        let rule = SecondPersonRule(
            request: try ProposedRequest(
                TenantVerbs.setWithdrawalKey, Addressed(TenantReference(id.description), request))
        ) { reader in
            let tenant = try Self.summary(of: id, in: reader)
            guard tenant.requiresWithdrawalKey, !request.required else { return [] }
            return ["idempotency keys of \(tenant.name)'s withdrawals: required -> optional"]
        }
        return try await change(action, by: rule, for: caller) { writer in
            try TenantRepository.setRequiresWithdrawalKey(request.required, of: id, in: writer)
            return try Self.summary(of: id, in: writer)
        }
    }

    package func rotateSecret(
        of reference: String, _ request: RotateSecret, for caller: AdminCaller
    ) async throws(AdminError) -> SecretRotated {
        let overlap = request.overlapSeconds.map { Duration.seconds($0) } ?? SecretOverlap.standard
        guard SecretOverlap.range.contains(overlap) else {
            throw AdminError(.invalidRequest, "the overlap must be 0 to 30 days, is \(overlap.components.seconds)s")
        }
        let revokesTokens = request.revokeTokens ?? false
        guard request.which == .client || !revokesTokens else {
            throw AdminError(.invalidRequest, "tokens have nothing to do with the webhook secret")
        }
        let (id, now) = (try await tenant(reference), now())
        let secret = request.which == .client ? IssuedSecrets.clientSecret() : IssuedSecrets.webhookSecret()
        let action = Action(
            TenantVerbs.rotateSecret, tenant: id,
            [
                ("which", request.which.rawValue), ("overlap", "\(overlap.components.seconds)s"),
                ("tokens", revokesTokens ? "revoked" : "kept"),
            ])
        return try await change(action, for: caller) { [sealer, pepper] writer in
            let validUntil: Timestamp?
            switch request.which {
            case .client:
                validUntil = try TenantRepository.rotateClientSecret(
                    of: id, hash: pepper.hash(secret), overlap: overlap, revokesTokens: revokesTokens, at: now,
                    sealer: sealer, in: writer)
                // Whoever issued the earlier one can still act with it, or with a token of it.
                try WithdrawalRuleRepository.record(
                    .clientSecret, by: caller.maker, of: id, at: now,
                    keepsEarlier: validUntil != nil || !revokesTokens, in: writer)
            case .webhook:
                validUntil = try TenantRepository.rotateWebhookSecret(
                    of: id, to: secret, overlap: overlap, at: now, sealer: sealer, in: writer)
            }
            return SecretRotated(
                tenant: try Self.summary(of: id, in: writer), which: request.which, secret: secret.exposed,
                earlierValidUntil: validUntil?.description, tokensRevoked: revokesTokens)
        }
    }

    /// `X-Webhook-Signature` is the newest webhook secret's from now on.
    package func switchCallbackSignature(
        of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> TenantDetail {
        let (id, now) = (try await tenant(reference), now())
        return try await change(Action(TenantVerbs.switchSignature, tenant: id), for: caller) { [self] writer in
            guard try TenantRepository.switchCallbackSignature(of: id, in: writer) > 0 else {
                throw AdminError(.conflict, "X-Webhook-Signature is the newest secret's already")
            }
            return try detail(of: id, at: now, in: writer)
        }
    }

    private static func summary(of id: TenantID, in reader: any SQLReader) throws -> TenantSummary {
        guard let row = try TenantRepository.tenantRow(id, in: reader) else {
            throw IdentityError.noSuchTenant(id.description)
        }
        return TenantSummary(row)
    }
}

extension RetiringSecretView {
    init(_ secret: RetiringSecret) {
        self.init(
            which: secret.kind.rawValue, validUntil: secret.validUntil.description,
            signsCallbacks: secret.signsCallbacks)
    }
}

extension TenantSummary {
    init(_ row: TenantRow) {
        self.init(
            id: row.id, name: row.name, status: row.status.rawValue,
            accountID: row.accountID, accountName: row.accountName,
            binding: row.binding.rawValue, clientID: row.clientID,
            requiresWithdrawalKey: row.requiresWithdrawalKey, withdrawalsLocked: row.withdrawalsLocked,
            createdAt: row.createdAt.description)
    }
}
