import AdminAPI
import Policy
import Store

extension AdminService {
    var credentialHandlers: [VerbHandler] {
        [
            VerbHandler(CredentialVerbs.list) { try await listCredentials(for: $1) },
            VerbHandler(CredentialVerbs.add, createCredential), VerbHandler(CredentialVerbs.set, changeCredential),
            VerbHandler(CredentialVerbs.replaceClientSecret, replaceClientSecret),
            VerbHandler(CredentialVerbs.addWebhookSecret, addWebhookSecret),
            VerbHandler(CredentialVerbs.retireWebhookSecrets, retireWebhookSecrets),
        ]
    }

    /// Where another credential has the client id, it is the same account under a second name: its money would be there
    /// twice, for tenants and for reconciliation, and so a second operator must agree.
    package func createCredential(
        _ request: CreateCredential, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<CredentialAdded> {
        try EntityName.validate(request.name, prefix: CredentialKind.prefix)
        let baseURL = try UpstreamURL.validate(request.baseURL)
        guard Scopes(parsing: request.scope) != nil, !request.scope.isEmpty else {
            throw AdminError(.invalidRequest, "scope must be read, write or both, is \"\(request.scope)\"")
        }
        try Self.refuseEmpty(request.clientID, "the client id")
        try Self.refuseEmpty(request.clientSecret, "the client secret")
        try Self.refuseEmpty(request.webhookSecret, "the webhook secret")
        let (id, now) = (CredentialID.make(at: now()), now())
        let application = Application(
            id: .make(at: now), credentialID: id, clientID: request.clientID,
            clientSecret: Secret(request.clientSecret), scope: request.scope, createdAt: now)
        var credential = Credential(
            id: id, name: request.name, baseURL: baseURL, createdAt: now, applications: [application],
            webhookSecrets: [Secret(request.webhookSecret)])
        let trial = request.test == false ? .notTried : await host.trySecrets(of: credential)
        if case .refused(let reason) = trial {
            credential.disabled = true
            credential.disabledReason = "its secret was refused when it was added: \(reason)"
        }
        let details = [
            ("name", credential.name), ("credential", "\(id)"), ("base_url", baseURL),
            ("client_id", application.clientID), ("secret", trial.word),
        ]
        let rule = SecondPersonRule(request: try ProposedRequest(CredentialVerbs.add, request)) { reader in
            let names = try IdentityRepository.credentialNames(withClientID: request.clientID, in: reader)
            guard !names.isEmpty else { return [] }
            return [
                "the account of \(names.joined(separator: ", ")), client id \(request.clientID): \(request.name), too"
            ]
        }
        return try await change(Action(CredentialVerbs.add, details), by: rule, for: caller) {
            [sealer, credential] writer in
            try IdentityRepository.insert(credential, sealer: sealer, in: writer)
            return CredentialAdded(credential: CredentialView(credential), secret: trial.word, reason: trial.reason)
        }
    }

    func listCredentials(for caller: AdminCaller) async throws(AdminError) -> CredentialList {
        try await ask(Action(CredentialVerbs.list), for: caller) { [sealer] reader in
            CredentialList(
                credentials: try IdentityRepository.credentials(sealer: sealer, in: reader).map(CredentialView.init))
        }
    }

    /// What it charges decides what every tenant of the account is credited, whichever way it goes: that waits for a
    /// second operator, with all that the request changes besides. Payments under way keep their terms.
    func changeCredential(
        _ request: ChangeCredential, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<Changed<CredentialView>> {
        let change = try CredentialChange(request)
        let id = try await credential(request.credential)
        var known = request
        known.credential = id.description
        let action = Action(CredentialVerbs.set, [("credential", "\(id)")] + change.details)
        let rule = SecondPersonRule(request: try ProposedRequest(CredentialVerbs.set, known)) { [sealer] reader in
            let old = try Self.credential(id, sealer: sealer, in: reader)
            let new = change.applied(to: old)
            guard old.upstreamFeeBasisPoints != new.upstreamFeeBasisPoints else { return [] }
            return CredentialChange.lines(from: old, to: new)
        }
        return try await self.change(action, by: rule, for: caller) { [sealer] writer in
            let old = try Self.credential(id, sealer: sealer, in: writer)
            let new = change.applied(to: old)
            if change.namesDisabled {
                try IdentityRepository.setDisabled(new.disabled, credential: id, in: writer)
            }
            try IdentityRepository.setDialect(new.dialect, of: id, in: writer)
            try IdentityRepository.setUpstreamFee(basisPoints: new.upstreamFeeBasisPoints, of: id, in: writer)
            let stored = CredentialView(try Self.credential(id, sealer: sealer, in: writer))
            return Changed(stored, CredentialChange.changes(from: old, to: new))
        }
    }

    /// Begins a rotation: webhooks signed with the new secret or an older one are accepted. Whoever knows it can sign
    /// payments that never were.
    func addWebhookSecret(
        _ request: AddWebhookSecret, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<CredentialView> {
        try Self.refuseEmpty(request.webhookSecret, "the webhook secret")
        let (id, now) = (try await credential(request.credential), now())
        var known = request
        known.credential = id.description
        let rule = SecondPersonRule(request: try ProposedRequest(CredentialVerbs.addWebhookSecret, known)) {
            [sealer] reader in
            let credential = try Self.credential(id, sealer: sealer, in: reader)
            let count = credential.webhookSecrets.count
            return ["webhook secrets of \(credential.name) that are accepted: \(count) -> \(count + 1)"]
        }
        let action = Action(CredentialVerbs.addWebhookSecret, [("credential", "\(id)")])
        return try await changeCredential(id, action, by: rule, for: caller) { [sealer] writer in
            try IdentityRepository.addWebhookSecret(
                Secret(request.webhookSecret), to: id, at: now, sealer: sealer, in: writer)
        }
    }

    /// Ends a rotation: only the newest secret is accepted, which a webhook's genuineness then rests on alone.
    func retireWebhookSecrets(
        _ request: CredentialReference, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<CredentialView> {
        let id = try await credential(request.credential)
        let rule = SecondPersonRule(
            request: try ProposedRequest(
                CredentialVerbs.retireWebhookSecrets, CredentialReference(id.description))
        ) { [sealer] reader in
            let credential = try Self.credential(id, sealer: sealer, in: reader)
            let count = credential.webhookSecrets.count
            guard count > 1 else { return [] }
            return ["webhook secrets of \(credential.name) that are accepted: \(count) -> 1, the newest"]
        }
        let action = Action(CredentialVerbs.retireWebhookSecrets, [("credential", "\(id)")])
        return try await changeCredential(id, action, by: rule, for: caller) { writer in
            try IdentityRepository.retireWebhookSecrets(of: id, in: writer)
        }
    }

    private func changeCredential(
        _ id: CredentialID, _ action: Action, by rule: SecondPersonRule, for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> Void
    ) async throws(AdminError) -> ChangeResult<CredentialView> {
        try await change(action, by: rule, for: caller) { [sealer] writer in
            try job(writer)
            return CredentialView(try Self.credential(id, sealer: sealer, in: writer))
        }
    }

    static func credential(
        _ id: CredentialID, sealer: Sealer, in reader: any SQLReader
    ) throws -> Credential {
        guard let credential = try IdentityRepository.credential(id, sealer: sealer, in: reader) else {
            throw IdentityError.noSuchCredential(id.description)
        }
        return credential
    }

    static func refuseEmpty(_ text: String, _ what: String) throws(AdminError) {
        let isPrintable = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        guard !text.isEmpty, text.utf8.count <= 4096, isPrintable else {
            throw AdminError(.invalidRequest, "\(what) must be 1 to 4096 characters without spaces or controls")
        }
        // Editors put these into files, where nobody sees them, and no upstream issues them.
        guard !text.unicodeScalars.contains(where: { $0 == "\u{FEFF}" || $0 == "\u{FFFD}" }) else {
            throw AdminError(.invalidRequest, "\(what) has a byte-order mark in it, or is not UTF-8")
        }
    }
}

extension CredentialView {
    init(_ credential: Credential) {
        self.init(
            id: credential.id.description, name: credential.name, baseURL: credential.baseURL,
            disabled: credential.disabled, disabledReason: credential.disabledReason,
            applications: credential.applications.map {
                ApplicationView(id: $0.id.description, clientID: $0.clientID, scope: $0.scope)
            },
            webhookSecretCount: credential.webhookSecrets.count,
            listsByReference: credential.dialect.listsByReference,
            withdrawalList: credential.dialect.withdrawalList.rawValue,
            upstreamFeeBasisPoints: credential.upstreamFeeBasisPoints, createdAt: credential.createdAt.description)
    }
}

extension SecretTrial {
    var word: String {
        switch self {
        case .accepted: "accepted"
        case .refused: "refused"
        case .unanswered: "unanswered"
        case .notTried: "not_tried"
        }
    }

    var reason: String? {
        switch self {
        case .accepted, .notTried: nil
        case .refused(let reason), .unanswered(let reason): reason
        }
    }
}
