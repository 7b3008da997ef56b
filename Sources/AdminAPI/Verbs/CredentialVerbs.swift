import Policy

/// Client ids that the upstream issued, with their secrets: what an account's tokens are asked for with.
package enum CredentialVerbs: VerbNoun {
    package static let list = Verb(
        .get, "credentials", "credential list", summary: "Lists the client ids of an account, or of all.",
        duty: .reading, effect: .reads, refusals: [.notFound], example: CredentialQuery(account: "main"),
        gives: CredentialList.self)

    package static let replaceClientSecret = Verb(
        .put, "accounts/{account}/client-secret", "credential client-secret",
        summary: "Replaces the secret that the upstream is asked for tokens with.", duty: .ownership,
        effect: .changesAccounts, refusals: [.notFound, .conflict],
        example: ReplaceClientSecret(account: "main", clientID: "client", clientSecret: "new secret"),
        gives: ClientSecretReplaced.self)

    package static let all: [any VerbDescription] = [list, replaceClientSecret]
}

package struct CredentialQuery: Codable, Sendable {
    /// An account's name or identifier; absent: of every account.
    package let account: String?

    package init(account: String?) { self.account = account }
}
