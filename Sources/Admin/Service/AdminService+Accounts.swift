import AdminAPI
import Policy
import Store

extension AdminService {
    var accountHandlers: [VerbHandler] {
        [
            VerbHandler(AccountVerbs.list) { try await listAccounts(for: $1) },
            VerbHandler(AccountVerbs.add, createAccount), VerbHandler(AccountVerbs.set, changeAccount),
            VerbHandler(AccountVerbs.addWebhookSecret, addWebhookSecret),
            VerbHandler(AccountVerbs.retireWebhookSecrets, retireWebhookSecrets),
        ]
    }

    /// Where another account has the client id, it is the same account under a second name: its money would be there
    /// twice, for tenants and for reconciliation, and so a second operator must agree.
    package func createAccount(
        _ request: CreateAccount, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<AccountAdded> {
        try EntityName.validate(request.name, prefix: AccountKind.prefix)
        let baseURL = try UpstreamURL.validate(request.baseURL)
        guard Scopes(parsing: request.scope) != nil, !request.scope.isEmpty else {
            throw AdminError(.invalidRequest, "scope must be read, write or both, is \"\(request.scope)\"")
        }
        try Self.refuseEmpty(request.clientID, "the client id")
        try Self.refuseEmpty(request.clientSecret, "the client secret")
        try Self.refuseEmpty(request.webhookSecret, "the webhook secret")
        let (id, now) = (AccountID.make(at: now()), now())
        let credential = Credential(
            id: .make(at: now), accountID: id, clientID: request.clientID,
            clientSecret: Secret(request.clientSecret), scope: request.scope, createdAt: now)
        var account = Account(
            id: id, name: request.name, baseURL: baseURL, createdAt: now, credentials: [credential],
            webhookSecrets: [Secret(request.webhookSecret)])
        let trial = request.test == false ? .notTried : await host.trySecrets(of: account)
        if case .refused(let reason) = trial {
            account.disabled = true
            account.disabledReason = "its secret was refused when it was added: \(reason)"
        }
        let details = [
            ("name", account.name), ("account", "\(id)"), ("base_url", baseURL),
            ("client_id", credential.clientID), ("secret", trial.word),
        ]
        let rule = SecondPersonRule(request: try ProposedRequest(AccountVerbs.add, request)) { reader in
            let names = try AccountRepository.accountNames(withClientID: request.clientID, in: reader)
            guard !names.isEmpty else { return [] }
            return [
                "the account of \(names.joined(separator: ", ")), client id \(request.clientID): \(request.name), too"
            ]
        }
        return try await change(Action(AccountVerbs.add, details), by: rule, for: caller) {
            [sealer, account] writer in
            try AccountRepository.insert(account, sealer: sealer, in: writer)
            return AccountAdded(account: AccountView(account), secret: trial.word, reason: trial.reason)
        }
    }

    func listAccounts(for caller: AdminCaller) async throws(AdminError) -> AccountList {
        try await ask(Action(AccountVerbs.list), for: caller) { [sealer] reader in
            AccountList(
                accounts: try AccountRepository.accounts(sealer: sealer, in: reader).map(AccountView.init))
        }
    }

    /// What it charges decides what every tenant of the account is credited, whichever way it goes: that waits for a
    /// second operator, with all that the request changes besides. Payments under way keep their terms.
    func changeAccount(
        _ request: ChangeAccount, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<Changed<AccountView>> {
        let change = try AccountChange(request)
        let id = try await account(request.account)
        var known = request
        known.account = id.description
        let action = Action(AccountVerbs.set, [("account", "\(id)")] + change.details)
        let rule = SecondPersonRule(request: try ProposedRequest(AccountVerbs.set, known)) { [sealer] reader in
            let old = try Self.account(id, sealer: sealer, in: reader)
            let new = change.applied(to: old)
            guard old.upstreamFeeBasisPoints != new.upstreamFeeBasisPoints else { return [] }
            return AccountChange.lines(from: old, to: new)
        }
        return try await self.change(action, by: rule, for: caller) { [sealer] writer in
            let old = try Self.account(id, sealer: sealer, in: writer)
            let new = change.applied(to: old)
            if change.namesDisabled {
                try AccountRepository.setDisabled(new.disabled, account: id, in: writer)
            }
            try AccountRepository.setDialect(new.dialect, of: id, in: writer)
            try AccountRepository.setUpstreamFee(basisPoints: new.upstreamFeeBasisPoints, of: id, in: writer)
            let stored = AccountView(try Self.account(id, sealer: sealer, in: writer))
            return Changed(stored, AccountChange.changes(from: old, to: new))
        }
    }

    /// Begins a rotation: webhooks signed with the new secret or an older one are accepted. Whoever knows it can sign
    /// payments that never were.
    func addWebhookSecret(
        _ request: AddWebhookSecret, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<AccountView> {
        try Self.refuseEmpty(request.webhookSecret, "the webhook secret")
        let (id, now) = (try await account(request.account), now())
        var known = request
        known.account = id.description
        let rule = SecondPersonRule(request: try ProposedRequest(AccountVerbs.addWebhookSecret, known)) {
            [sealer] reader in
            let account = try Self.account(id, sealer: sealer, in: reader)
            let count = account.webhookSecrets.count
            return ["webhook secrets of \(account.name) that are accepted: \(count) -> \(count + 1)"]
        }
        let action = Action(AccountVerbs.addWebhookSecret, [("account", "\(id)")])
        return try await changeAccount(id, action, by: rule, for: caller) { [sealer] writer in
            try AccountRepository.addWebhookSecret(
                Secret(request.webhookSecret), to: id, at: now, sealer: sealer, in: writer)
        }
    }

    /// Ends a rotation: only the newest secret is accepted, which a webhook's genuineness then rests on alone.
    func retireWebhookSecrets(
        _ request: AccountReference, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<AccountView> {
        let id = try await account(request.account)
        let rule = SecondPersonRule(
            request: try ProposedRequest(
                AccountVerbs.retireWebhookSecrets, AccountReference(id.description))
        ) { [sealer] reader in
            let account = try Self.account(id, sealer: sealer, in: reader)
            let count = account.webhookSecrets.count
            guard count > 1 else { return [] }
            return ["webhook secrets of \(account.name) that are accepted: \(count) -> 1, the newest"]
        }
        let action = Action(AccountVerbs.retireWebhookSecrets, [("account", "\(id)")])
        return try await changeAccount(id, action, by: rule, for: caller) { writer in
            try AccountRepository.retireWebhookSecrets(of: id, in: writer)
        }
    }

    private func changeAccount(
        _ id: AccountID, _ action: Action, by rule: SecondPersonRule, for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> Void
    ) async throws(AdminError) -> ChangeResult<AccountView> {
        try await change(action, by: rule, for: caller) { [sealer] writer in
            try job(writer)
            return AccountView(try Self.account(id, sealer: sealer, in: writer))
        }
    }

    static func account(
        _ id: AccountID, sealer: Sealer, in reader: any SQLReader
    ) throws -> Account {
        guard let account = try AccountRepository.account(id, sealer: sealer, in: reader) else {
            throw IdentityError.noSuchAccount(id.description)
        }
        return account
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

extension AccountView {
    init(_ account: Account) {
        self.init(
            id: account.id, name: account.name, baseURL: account.baseURL,
            disabled: account.disabled, disabledReason: account.disabledReason,
            credentials: account.credentials.map {
                CredentialView($0, of: account)
            },
            webhookSecretCount: account.webhookSecrets.count,
            listsByReference: account.dialect.listsByReference,
            withdrawalList: account.dialect.withdrawalList.rawValue,
            upstreamFeeBasisPoints: account.upstreamFeeBasisPoints, createdAt: account.createdAt.description)
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
