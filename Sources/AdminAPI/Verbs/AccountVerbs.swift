import Policy

/// Upstream accounts.
package enum AccountVerbs: VerbNoun {
    package static let list = Verb(
        .get, "accounts", "account list", summary: "Lists the upstream accounts.", duty: .reading,
        effect: .reads, example: Empty(), gives: AccountList.self)

    package static let add = Verb(
        .post, "accounts", "account add", summary: "Adds an upstream account, and tries its secret.",
        duty: .ownership, effect: .changesAccounts, refusals: [.conflict],
        example: CreateAccount(
            name: "main", baseURL: "https://api.cryptofuse.example", clientID: "client", clientSecret: "secret",
            webhookSecret: "another secret"),
        gives: ChangeResult<AccountAdded>.self)

    package static let set = Verb(
        .patch, "accounts/{account}", "account set",
        summary: "Changes what is named of an account. Its fee needs the treasury; the rest needs its owner.",
        duty: .treasury, effect: .changesAccounts, refusals: [.notFound, .conflict],
        example: ChangeAccount(account: "main", disabled: .set(false), withdrawalList: .unset),
        gives: ChangeResult<Changed<AccountView>>.self, asking: { $0.namesFeeAlone ? nil : .ownership })

    package static let addWebhookSecret = Verb(
        .post, "accounts/{account}/webhook-secrets", "account webhook-secret add",
        summary: "Accepts webhooks that are signed with another secret, too.", duty: .ownership,
        effect: .changesAccounts, refusals: [.notFound, .conflict],
        example: AddWebhookSecret(account: "main", webhookSecret: "new secret"),
        gives: ChangeResult<AccountView>.self)

    package static let retireWebhookSecrets = Verb(
        .post, "accounts/{account}/webhook-secrets/retire", "account webhook-secret retire",
        summary: "Accepts webhooks that are signed with the newest secret alone.", duty: .ownership,
        effect: .changesAccounts, refusals: [.notFound, .conflict], example: AccountReference("main"),
        gives: ChangeResult<AccountView>.self)

    package static let all: [any VerbDescription] = [
        list, add, set, addWebhookSecret, retireWebhookSecrets,
    ]
}

package struct AccountReference: Codable, Sendable {
    /// Its name or identifier.
    package let account: String

    package init(_ account: String) { self.account = account }
}
