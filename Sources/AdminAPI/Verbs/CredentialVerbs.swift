import Policy

/// Upstream accounts.
package enum CredentialVerbs: VerbNoun {
    package static let list = Verb(
        .get, "credentials", "credential list", summary: "Lists the upstream accounts.", duty: .reading,
        effect: .reads, example: Empty(), gives: CredentialList.self)

    package static let add = Verb(
        .post, "credentials", "credential add", summary: "Adds an upstream account, and tries its secret.",
        duty: .ownership, effect: .changesAccounts, refusals: [.conflict],
        example: CreateCredential(
            name: "main", baseURL: "https://api.cryptofuse.example", clientID: "client", clientSecret: "secret",
            webhookSecret: "another secret"),
        gives: ChangeResult<CredentialAdded>.self)

    package static let set = Verb(
        .patch, "credentials/{credential}", "credential set",
        summary: "Changes what is named of an account. Its fee needs the treasury; the rest needs its owner.",
        duty: .treasury, effect: .changesAccounts, refusals: [.notFound, .conflict],
        example: ChangeCredential(credential: "main", disabled: .set(false), withdrawalList: .unset),
        gives: ChangeResult<Changed<CredentialView>>.self, asking: { $0.namesFeeAlone ? nil : .ownership })

    package static let replaceClientSecret = Verb(
        .put, "credentials/{credential}/client-secret", "credential client-secret",
        summary: "Replaces the secret that the upstream is asked for tokens with.", duty: .ownership,
        effect: .changesAccounts, refusals: [.notFound, .conflict],
        example: ReplaceClientSecret(credential: "main", clientID: "client", clientSecret: "new secret"),
        gives: ClientSecretReplaced.self)

    package static let addWebhookSecret = Verb(
        .post, "credentials/{credential}/webhook-secrets", "credential webhook-secret add",
        summary: "Accepts webhooks that are signed with another secret, too.", duty: .ownership,
        effect: .changesAccounts, refusals: [.notFound, .conflict],
        example: AddWebhookSecret(credential: "main", webhookSecret: "new secret"),
        gives: ChangeResult<CredentialView>.self)

    package static let retireWebhookSecrets = Verb(
        .post, "credentials/{credential}/webhook-secrets/retire", "credential webhook-secret retire",
        summary: "Accepts webhooks that are signed with the newest secret alone.", duty: .ownership,
        effect: .changesAccounts, refusals: [.notFound, .conflict], example: CredentialReference("main"),
        gives: ChangeResult<CredentialView>.self)

    package static let all: [any VerbDescription] = [
        list, add, set, replaceClientSecret, addWebhookSecret, retireWebhookSecrets,
    ]
}

package struct CredentialReference: Codable, Sendable {
    /// Its name or identifier.
    package let credential: String

    package init(_ credential: String) { self.credential = credential }
}
