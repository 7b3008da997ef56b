import Policy
import Store

extension AdminService {
    package func createCredential(
        _ request: CreateCredential, for caller: AdminCaller
    ) async throws(AdminError) -> CredentialView {
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
        let credential = Credential(
            id: id, name: request.name, baseURL: baseURL, createdAt: now, applications: [application],
            webhookSecrets: [Secret(request.webhookSecret)])
        let details = [
            ("name", credential.name), ("credential", "\(id)"), ("base_url", baseURL),
            ("client_id", application.clientID),
        ]
        return try await change(Action("credential add", details), for: caller) { [sealer] writer in
            try IdentityRepository.insert(credential, sealer: sealer, in: writer)
            return CredentialView(credential)
        }
    }

    package func listCredentials(for caller: AdminCaller) async throws(AdminError) -> CredentialList {
        try await ask(Action("credential list"), for: caller) { [sealer] reader in
            CredentialList(
                credentials: try IdentityRepository.credentials(sealer: sealer, in: reader).map(CredentialView.init))
        }
    }

    package func setCredentialDisabled(
        _ reference: String, _ disabled: Bool, for caller: AdminCaller
    ) async throws(AdminError) -> CredentialView {
        let id = try await credential(reference)
        let name = disabled ? "credential disable" : "credential enable"
        return try await changeCredential(id, name, for: caller) { writer in
            try IdentityRepository.setDisabled(disabled, credential: id, in: writer)
        }
    }

    package func setDialect(
        _ request: ChangeDialect, of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> CredentialView {
        var withdrawalList: UpstreamDialect.WithdrawalList?
        if let text = request.withdrawalList {
            withdrawalList = UpstreamDialect.WithdrawalList(rawValue: text)
            guard withdrawalList != nil else {
                throw AdminError(
                    .invalidRequest, "the list of withdrawals must be results or withdrawals, is \"\(text)\"")
            }
        }
        let id = try await credential(reference)
        var details = [("credential", "\(id)")]
        if let isOn = request.listsByReference { details.append(("lists_by_reference", "\(isOn)")) }
        if let withdrawalList { details.append(("withdrawal_list", withdrawalList.rawValue)) }
        return try await change(Action("credential dialect", details), for: caller) {
            [sealer, withdrawalList] writer in
            guard var credential = try IdentityRepository.credential(id, sealer: sealer, in: writer) else {
                throw IdentityError.noSuchCredential(id.description)
            }
            if let isOn = request.listsByReference { credential.dialect.listsByReference = isOn }
            if let withdrawalList { credential.dialect.withdrawalList = withdrawalList }
            try IdentityRepository.setDialect(credential.dialect, of: id, in: writer)
            return CredentialView(credential)
        }
    }

    /// Of payments that are created from now on; those under way keep their terms.
    package func setUpstreamFee(
        _ request: SetUpstreamFee, of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> CredentialView {
        let range = 0...PaymentTerms.basisPointsMax
        guard request.basisPoints.map(range.contains) ?? true else {
            throw AdminError(
                .invalidRequest, "the upstream's fee must be \(range.lowerBound)…\(range.upperBound) basis points")
        }
        let id = try await credential(reference)
        let details = [
            ("credential", "\(id)"), ("basis_points", request.basisPoints.map(String.init) ?? "configured"),
        ]
        return try await changeCredential(id, Action("credential upstream-fee", details), for: caller) { writer in
            try IdentityRepository.setUpstreamFee(basisPoints: request.basisPoints, of: id, in: writer)
        }
    }

    /// Begins a rotation: webhooks signed with the new secret or an older one are accepted.
    package func addWebhookSecret(
        _ request: AddWebhookSecret, to reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> CredentialView {
        try Self.refuseEmpty(request.webhookSecret, "the webhook secret")
        let (id, now) = (try await credential(reference), now())
        return try await changeCredential(id, "credential webhook-secret add", for: caller) { [sealer] writer in
            try IdentityRepository.addWebhookSecret(
                Secret(request.webhookSecret), to: id, at: now, sealer: sealer, in: writer)
        }
    }

    /// Ends a rotation: only the newest secret is accepted.
    package func retireWebhookSecrets(
        of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> CredentialView {
        let id = try await credential(reference)
        return try await changeCredential(id, "credential webhook-secret retire", for: caller) { writer in
            try IdentityRepository.retireWebhookSecrets(of: id, in: writer)
        }
    }

    private func changeCredential(
        _ id: CredentialID, _ name: String, for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> Void
    ) async throws(AdminError) -> CredentialView {
        try await changeCredential(id, Action(name, [("credential", "\(id)")]), for: caller, job)
    }

    private func changeCredential(
        _ id: CredentialID, _ action: Action, for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> Void
    ) async throws(AdminError) -> CredentialView {
        try await change(action, for: caller) { [sealer] writer in
            try job(writer)
            guard let credential = try IdentityRepository.credential(id, sealer: sealer, in: writer) else {
                throw IdentityError.noSuchCredential(id.description)
            }
            return CredentialView(credential)
        }
    }

    private static func refuseEmpty(_ text: String, _ what: String) throws(AdminError) {
        let isPrintable = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        guard !text.isEmpty, text.utf8.count <= 4096, isPrintable else {
            throw AdminError(.invalidRequest, "\(what) must be 1 to 4096 characters without spaces or controls")
        }
    }
}

extension CredentialView {
    init(_ credential: Credential) {
        self.init(
            id: credential.id.description, name: credential.name, baseURL: credential.baseURL,
            disabled: credential.disabled,
            applications: credential.applications.map {
                ApplicationView(id: $0.id.description, clientID: $0.clientID, scope: $0.scope)
            },
            webhookSecretCount: credential.webhookSecrets.count,
            listsByReference: credential.dialect.listsByReference,
            withdrawalList: credential.dialect.withdrawalList.rawValue,
            upstreamFeeBasisPoints: credential.upstreamFeeBasisPoints, createdAt: credential.createdAt.description)
    }
}
