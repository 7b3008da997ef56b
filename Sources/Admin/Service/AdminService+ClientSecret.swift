import AdminAPI
import Policy
import Store

extension AdminService {
    /// The new secret takes the old one's place once the upstream has taken it, so that no call is without a good one. Calls
    /// under way end with the token that they have.
    func replaceClientSecret(
        _ request: ReplaceClientSecret, for caller: AdminCaller
    ) async throws(AdminError) -> ClientSecretReplaced {
        try Self.refuseEmpty(request.clientSecret, "the client secret")
        let id = try await credential(request.credential)
        let (credential, application) = try await successor(request, of: id)
        let action = Action(
            CredentialVerbs.replaceClientSecret, [("credential", "\(id)"), ("client_id", application.clientID)])
        let trial = request.test == false ? .notTried : await host.trySecrets(of: credential)
        if let refusal = Self.refusal(trial) { throw refuse([action], by: caller, because: refusal) }
        var done = action
        done.details.append(("secret", trial.word))
        return try await change(done, for: caller) { [sealer] writer in
            try IdentityRepository.replaceClientSecret(
                of: application.id, of: id, by: application.clientSecret, sealer: sealer, in: writer)
            return ClientSecretReplaced(
                credential: CredentialView(try Self.credential(id, sealer: sealer, in: writer)),
                clientID: application.clientID, secret: trial.word)
        }
    }

    /// The account as it would be, with this application alone: another one's trouble says nothing of the new secret.
    private func successor(
        _ request: ReplaceClientSecret, of id: CredentialID
    ) async throws(AdminError) -> (Credential, Application) {
        var credential: Credential
        do {
            credential = try await database.read { [sealer] in try Self.credential(id, sealer: sealer, in: $0) }
        } catch {
            throw AdminError(describing: error)
        }
        let named = credential.applications.filter { request.clientID == nil || $0.clientID == request.clientID }
        guard let old = named.first, named.count == 1 else {
            let names = credential.applications.map(\.clientID).joined(separator: ", ")
            throw AdminError(.invalidRequest, "name one of the credential's client ids: \(names)")
        }
        let new = Application(
            id: old.id, credentialID: id, clientID: old.clientID, clientSecret: Secret(request.clientSecret),
            scope: old.scope, createdAt: old.createdAt)
        credential.applications = [new]
        return (credential, new)
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
