import Policy

/// A client id of an upstream account and its secret. Several share its balance and may have separate quotas.
package struct Credential: Sendable {
    package let id: CredentialID
    package let accountID: AccountID
    package var clientID: String
    package var clientSecret: Secret<String>
    /// What to ask for at the token endpoint, space-delimited.
    package var scope: String
    package let createdAt: Timestamp

    package init(
        id: CredentialID, accountID: AccountID, clientID: String, clientSecret: Secret<String>,
        scope: String = "read write", createdAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scope = scope
        self.createdAt = createdAt
    }
}
