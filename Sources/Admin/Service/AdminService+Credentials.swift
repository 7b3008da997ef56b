import AdminAPI
import Policy
import Store

extension AdminService {
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
        let rule = SecondPersonRule(request: .credentialAddition(request)) { reader in
            let names = try IdentityRepository.credentialNames(withClientID: request.clientID, in: reader)
            guard !names.isEmpty else { return [] }
            return [
                "the account of \(names.joined(separator: ", ")), client id \(request.clientID): \(request.name), too"
            ]
        }
        return try await change(Action("credential add", details), by: rule, for: caller) {
            [sealer, credential] writer in
            try IdentityRepository.insert(credential, sealer: sealer, in: writer)
            return CredentialAdded(credential: CredentialView(credential), secret: trial.word, reason: trial.reason)
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

    package func changeDialect(
        _ request: ChangeDialect, of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> Changed<CredentialView> {
        let withdrawalList = try request.withdrawalList.map { (text) throws(AdminError) in
            guard let list = UpstreamDialect.WithdrawalList(rawValue: text) else {
                throw AdminError(
                    .invalidRequest, "the list of withdrawals must be results or withdrawals, is \"\(text)\"")
            }
            return list
        }
        let details =
            Self.details("lists_by_reference", request.listsByReference)
            + Self.details("withdrawal_list", request.withdrawalList)
        guard !details.isEmpty else { throw AdminError(.invalidRequest, "name something to change") }
        let id = try await credential(reference)
        let action = Action("credential dialect", [("credential", "\(id)")] + details)
        return try await change(action, for: caller) { [sealer] writer in
            let old = try Self.credential(id, sealer: sealer, in: writer)
            let standard = UpstreamDialect()
            var new = old
            new.dialect.listsByReference =
                request.listsByReference.applied(to: old.dialect.listsByReference) ?? standard.listsByReference
            new.dialect.withdrawalList =
                withdrawalList.applied(to: old.dialect.withdrawalList) ?? standard.withdrawalList
            try IdentityRepository.setDialect(new.dialect, of: id, in: writer)
            return Changed(CredentialView(new), from: CredentialView(old))
        }
    }

    /// Of payments that are created from now on; those under way keep their terms. Whichever way it goes, it decides what
    /// every tenant of the account is credited.
    package func setUpstreamFee(
        _ request: SetUpstreamFee, of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<Changed<CredentialView>> {
        let range = 0...PaymentTerms.basisPointsMax
        guard request.basisPoints.map(range.contains) ?? true else {
            throw AdminError(
                .invalidRequest, "the upstream's fee must be \(range.lowerBound)…\(range.upperBound) basis points")
        }
        let id = try await credential(reference)
        let details = [
            ("credential", "\(id)"), ("basis_points", request.basisPoints.map(String.init) ?? "configured"),
        ]
        let rule = SecondPersonRule(request: .upstreamFee(credential: id.description, request)) { [sealer] reader in
            let credential = try Self.credential(id, sealer: sealer, in: reader)
            guard credential.upstreamFeeBasisPoints != request.basisPoints else { return [] }
            let (old, new) = (Self.feeText(credential.upstreamFeeBasisPoints), Self.feeText(request.basisPoints))
            return ["upstream fee of \(credential.name): \(old) -> \(new)"]
        }
        return try await change(Action("credential upstream-fee", details), by: rule, for: caller) {
            [sealer] writer in
            let old = CredentialView(try Self.credential(id, sealer: sealer, in: writer))
            try IdentityRepository.setUpstreamFee(basisPoints: request.basisPoints, of: id, in: writer)
            return Changed(CredentialView(try Self.credential(id, sealer: sealer, in: writer)), from: old)
        }
    }

    private static func feeText(_ basisPoints: Int?) -> String {
        basisPoints.map { "\($0) basis points" } ?? "as configured"
    }

    /// Begins a rotation: webhooks signed with the new secret or an older one are accepted. Whoever knows it can sign
    /// payments that never were.
    package func addWebhookSecret(
        _ request: AddWebhookSecret, to reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<CredentialView> {
        try Self.refuseEmpty(request.webhookSecret, "the webhook secret")
        let (id, now) = (try await credential(reference), now())
        let rule = SecondPersonRule(
            request: .webhookSecretAddition(credential: id.description, request)
        ) { [sealer] reader in
            let credential = try Self.credential(id, sealer: sealer, in: reader)
            let count = credential.webhookSecrets.count
            return ["webhook secrets of \(credential.name) that are accepted: \(count) -> \(count + 1)"]
        }
        let action = Action("credential webhook-secret add", [("credential", "\(id)")])
        return try await changeCredential(id, action, by: rule, for: caller) { [sealer] writer in
            try IdentityRepository.addWebhookSecret(
                Secret(request.webhookSecret), to: id, at: now, sealer: sealer, in: writer)
        }
    }

    /// Ends a rotation: only the newest secret is accepted, which a webhook's genuineness then rests on alone.
    package func retireWebhookSecrets(
        of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<CredentialView> {
        let id = try await credential(reference)
        let rule = SecondPersonRule(
            request: .webhookSecretRetirement(credential: id.description)
        ) { [sealer] reader in
            let credential = try Self.credential(id, sealer: sealer, in: reader)
            let count = credential.webhookSecrets.count
            guard count > 1 else { return [] }
            return ["webhook secrets of \(credential.name) that are accepted: \(count) -> 1, the newest"]
        }
        let action = Action("credential webhook-secret retire", [("credential", "\(id)")])
        return try await changeCredential(id, action, by: rule, for: caller) { writer in
            try IdentityRepository.retireWebhookSecrets(of: id, in: writer)
        }
    }

    private func changeCredential(
        _ id: CredentialID, _ name: String, for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> Void
    ) async throws(AdminError) -> CredentialView {
        try await change(Action(name, [("credential", "\(id)")]), for: caller) { [sealer] writer in
            try job(writer)
            return CredentialView(try Self.credential(id, sealer: sealer, in: writer))
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

extension Changed<CredentialView> {
    fileprivate init(_ new: CredentialView, from old: CredentialView) {
        self.init(
            new,
            [
                SettingChange("lists_by_reference", from: "\(old.listsByReference)", to: "\(new.listsByReference)"),
                SettingChange("withdrawal_list", from: old.withdrawalList, to: new.withdrawalList),
                SettingChange(
                    "upstream_fee_basis_points", from: old.upstreamFeeBasisPoints.map(String.init),
                    to: new.upstreamFeeBasisPoints.map(String.init)),
            ])
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
