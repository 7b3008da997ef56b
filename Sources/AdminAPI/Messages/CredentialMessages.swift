import Policy

/// A client id that the upstream issued, without its secret.
package struct CredentialView: Codable, Sendable {
    package let id: CredentialID
    /// Whose balance it uses, by name.
    package let account: String
    package let clientID: String
    package let scope: String
    package let createdAt: String

    package init(id: CredentialID, account: String, clientID: String, scope: String, createdAt: String) {
        self.id = id
        self.account = account
        self.clientID = clientID
        self.scope = scope
        self.createdAt = createdAt
    }
}

package struct CredentialList: Codable, Sendable {
    package let credentials: [CredentialView]

    package init(credentials: [CredentialView]) {
        self.credentials = credentials
    }
}

package struct ReplaceClientSecret: Codable, Sendable {
    package let account: String
    /// Which of the account's credentials; absent: the only one.
    package let clientID: String?
    package let clientSecret: String
    /// Whether a token is asked for with it first; absent: yes.
    package let test: Bool?

    package init(account: String, clientID: String?, clientSecret: String, test: Bool? = nil) {
        self.account = account
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.test = test
    }
}

package struct ClientSecretReplaced: Codable, Sendable {
    package let account: AccountView
    /// Of the credential whose secret it is.
    package let clientID: String
    /// `accepted` or `not_tried`.
    package let secret: String

    package init(account: AccountView, clientID: String, secret: String) {
        self.account = account
        self.clientID = clientID
        self.secret = secret
    }
}
