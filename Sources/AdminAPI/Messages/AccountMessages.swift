import Policy

/// An upstream account, without its secrets.
package struct AccountView: Codable, Sendable {
    package let id: AccountID
    package let name: String
    package let baseURL: String
    package let disabled: Bool
    /// Why the gateway itself disabled it.
    package let disabledReason: String?
    package let credentials: [CredentialView]
    /// More than one while a rotation is under way.
    package let webhookSecretCount: Int
    /// Whether the upstream's lists are asked for the gateway's references.
    package let listsByReference: Bool
    /// `results` or `withdrawals`: the members of a list of withdrawals.
    package let withdrawalList: String
    /// What the upstream keeps of payments; `nil` where the configuration says it.
    package let upstreamFeeBasisPoints: Int?
    package let createdAt: String

    package init(
        id: AccountID, name: String, baseURL: String, disabled: Bool, disabledReason: String?,
        credentials: [CredentialView], webhookSecretCount: Int, listsByReference: Bool, withdrawalList: String,
        upstreamFeeBasisPoints: Int?, createdAt: String
    ) {
        self.id = id
        self.name = name
        self.baseURL = baseURL
        self.disabled = disabled
        self.disabledReason = disabledReason
        self.credentials = credentials
        self.webhookSecretCount = webhookSecretCount
        self.listsByReference = listsByReference
        self.withdrawalList = withdrawalList
        self.upstreamFeeBasisPoints = upstreamFeeBasisPoints
        self.createdAt = createdAt
    }
}

package struct AccountList: Codable, Sendable {
    package let accounts: [AccountView]

    package init(accounts: [AccountView]) {
        self.accounts = accounts
    }
}

/// The new account, and what its upstream said of its secret.
package struct AccountAdded: Codable, Sendable {
    package let account: AccountView
    /// `accepted`, `refused` (it is stored and disabled), `unanswered` or `not_tried`.
    package let secret: String
    package let reason: String?

    package init(account: AccountView, secret: String, reason: String?) {
        self.account = account
        self.secret = secret
        self.reason = reason
    }
}

package struct CreateAccount: Codable, Sendable {
    package let name: String
    package let baseURL: String
    package let clientID: String
    package let clientSecret: String
    package let webhookSecret: String
    package let scope: String
    /// Whether a token is asked for with it; absent: yes.
    package let test: Bool?

    package init(
        name: String, baseURL: String, clientID: String, clientSecret: String, webhookSecret: String,
        scope: String = "read write", test: Bool? = nil
    ) {
        self.name = name
        self.baseURL = baseURL
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.webhookSecret = webhookSecret
        self.scope = scope
        self.test = test
    }
}

/// What to change of an account; unset, a setting is what holds where nobody said anything.
package struct ChangeAccount: Codable, Sendable {
    package var account: String
    package var disabled: FieldChange<Bool>
    package var listsByReference: FieldChange<Bool>
    package var withdrawalList: FieldChange<String>
    /// Of payments that are created from now on; unset, the configuration says it.
    package var upstreamFeeBasisPoints: FieldChange<Int>

    /// The fee is money; the rest says how the upstream is spoken to.
    package var namesFeeAlone: Bool { (disabled, listsByReference, withdrawalList) == (.keep, .keep, .keep) }

    package init(
        account: String, disabled: FieldChange<Bool> = .keep, listsByReference: FieldChange<Bool> = .keep,
        withdrawalList: FieldChange<String> = .keep, upstreamFeeBasisPoints: FieldChange<Int> = .keep
    ) {
        self.account = account
        self.disabled = disabled
        self.listsByReference = listsByReference
        self.withdrawalList = withdrawalList
        self.upstreamFeeBasisPoints = upstreamFeeBasisPoints
    }
}

package struct AddWebhookSecret: Codable, Sendable {
    package var account: String
    package let webhookSecret: String

    package init(account: String, webhookSecret: String) {
        self.account = account
        self.webhookSecret = webhookSecret
    }
}
