import AdminAPI
import Policy
import Store

extension AdminService {
    var credentialHandlers: [VerbHandler] {
        [
            VerbHandler(CredentialVerbs.list, listCredentials),
            VerbHandler(CredentialVerbs.replaceClientSecret, replaceClientSecret),
        ]
    }

    func listCredentials(
        _ query: CredentialQuery, for caller: AdminCaller
    ) async throws(AdminError) -> CredentialList {
        var of: AccountID?
        if let reference = query.account { of = try await account(reference) }
        return try await ask(Action(CredentialVerbs.list), for: caller) { [sealer, of] reader in
            let accounts = try AccountRepository.accounts(sealer: sealer, in: reader).filter {
                of == nil || $0.id == of
            }
            return CredentialList(
                credentials: accounts.flatMap { account in
                    account.credentials.map { CredentialView($0, of: account) }
                })
        }
    }

    /// The new secret takes the old one's place once the upstream has taken it, so that no call is without a good one. Calls
    /// under way end with the token that they have.
    func replaceClientSecret(
        _ request: ReplaceClientSecret, for caller: AdminCaller
    ) async throws(AdminError) -> ClientSecretReplaced {
        try Self.refuseEmpty(request.clientSecret, "the client secret")
        let id = try await account(request.account)
        let (account, credential) = try await successor(request, of: id)
        let action = Action(
            CredentialVerbs.replaceClientSecret, [("account", "\(id)"), ("client_id", credential.clientID)])
        let trial = request.test == false ? .notTried : await host.trySecrets(of: account)
        if let refusal = Self.refusal(trial) { throw refuse([action], by: caller, because: refusal) }
        var done = action
        done.details.append(("secret", trial.word))
        return try await change(done, for: caller) { [sealer] writer in
            try AccountRepository.replaceClientSecret(
                of: credential.id, of: id, by: credential.clientSecret, sealer: sealer, in: writer)
            return ClientSecretReplaced(
                account: AccountView(try Self.account(id, sealer: sealer, in: writer)),
                clientID: credential.clientID, secret: trial.word)
        }
    }

    /// The account as it would be, with this credential alone: another one's trouble says nothing of the new secret.
    private func successor(
        _ request: ReplaceClientSecret, of id: AccountID
    ) async throws(AdminError) -> (Account, Credential) {
        var account: Account
        do {
            account = try await database.read { [sealer] in try Self.account(id, sealer: sealer, in: $0) }
        } catch {
            throw AdminError(describing: error)
        }
        let named = account.credentials.filter { request.clientID == nil || $0.clientID == request.clientID }
        guard let old = named.first, named.count == 1 else {
            let names = account.credentials.map(\.clientID).joined(separator: ", ")
            throw AdminError(.invalidRequest, "name one of the account's client ids: \(names)")
        }
        let new = Credential(
            id: old.id, accountID: id, clientID: old.clientID, clientSecret: Secret(request.clientSecret),
            scope: old.scope, createdAt: old.createdAt)
        account.credentials = [new]
        return (account, new)
    }

    private static func refusal(_ trial: SecretTrial) -> AdminError? {
        switch trial {
        case .accepted, .notTried: nil
        case .refused(let reason):
            AdminError(.conflict, "nothing was done: the upstream refuses the new client secret (\(reason))")
        case .unanswered(let reason):
            AdminError(
                .unavailable, "nothing was done: whether the new client secret is right is not known: \(reason)")
        }
    }
}

extension CredentialView {
    init(_ credential: Credential, of account: Account) {
        self.init(
            id: credential.id, account: account.name, clientID: credential.clientID,
            scope: credential.scope,
            createdAt: credential.createdAt.description)
    }
}
