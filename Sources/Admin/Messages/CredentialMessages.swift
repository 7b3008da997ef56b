/// An upstream account, without its secrets.
package struct CredentialView: Codable, Sendable {
    package let id: String
    package let name: String
    package let baseURL: String
    package let disabled: Bool
    /// Why the gateway itself disabled it.
    package let disabledReason: String?
    package let applications: [ApplicationView]
    /// More than one while a rotation is under way.
    package let webhookSecretCount: Int
    /// Whether the upstream's lists are asked for the gateway's references.
    package let listsByReference: Bool
    /// `results` or `withdrawals`: the members of a list of withdrawals.
    package let withdrawalList: String
    /// What the upstream keeps of payments; `nil` where the configuration says it.
    package let upstreamFeeBasisPoints: Int?
    package let createdAt: String

    enum CodingKeys: String, CodingKey {
        case id, name, disabled, applications
        case disabledReason = "disabled_reason"
        case baseURL = "base_url"
        case webhookSecretCount = "webhook_secret_count"
        case listsByReference = "lists_by_reference"
        case withdrawalList = "withdrawal_list"
        case upstreamFeeBasisPoints = "upstream_fee_basis_points"
        case createdAt = "created_at"
    }
}

package struct ApplicationView: Codable, Sendable {
    package let id: String
    package let clientID: String
    package let scope: String

    enum CodingKeys: String, CodingKey {
        case id, scope
        case clientID = "client_id"
    }
}

package struct CredentialList: Codable, Sendable {
    package let credentials: [CredentialView]
}

/// The new credential, and what its upstream said of its secret.
package struct CredentialAdded: Codable, Sendable {
    package let credential: CredentialView
    /// `accepted`, `refused` (it is stored and disabled), `unanswered` or `not_tried`.
    package let secret: String
    package let reason: String?
}

package struct CreateCredential: Codable, Sendable {
    package let name: String
    package let baseURL: String
    package let clientID: String
    package let clientSecret: String
    package let webhookSecret: String
    package let scope: String
    /// Whether a token is asked for with it; absent: yes.
    package let isTested: Bool?

    package init(
        name: String, baseURL: String, clientID: String, clientSecret: String, webhookSecret: String,
        scope: String = "read write", isTested: Bool? = nil
    ) {
        self.name = name
        self.baseURL = baseURL
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.webhookSecret = webhookSecret
        self.scope = scope
        self.isTested = isTested
    }

    enum CodingKeys: String, CodingKey {
        case name, scope
        case isTested = "test"
        case baseURL = "base_url"
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case webhookSecret = "webhook_secret"
    }
}

package struct ReplaceClientSecret: Codable, Sendable {
    /// Which of the account's applications; absent: the only one.
    package let clientID: String?
    package let clientSecret: String
    /// Whether a token is asked for with it first; absent: yes.
    package let isTested: Bool?

    package init(clientID: String?, clientSecret: String, isTested: Bool? = nil) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.isTested = isTested
    }

    enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case isTested = "test"
    }
}

package struct ClientSecretReplaced: Codable, Sendable {
    package let credential: CredentialView
    /// Of the application whose secret it is.
    package let clientID: String
    /// `accepted` or `not_tried`.
    package let secret: String

    enum CodingKeys: String, CodingKey {
        case credential, secret
        case clientID = "client_id"
    }
}

package struct ChangeDialect: Codable, Sendable {
    package let listsByReference: FieldChange<Bool>
    package let withdrawalList: FieldChange<String>

    package init(listsByReference: FieldChange<Bool>, withdrawalList: FieldChange<String>) {
        self.listsByReference = listsByReference
        self.withdrawalList = withdrawalList
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case listsByReference = "lists_by_reference"
        case withdrawalList = "withdrawal_list"
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        listsByReference = try container.change(.listsByReference)
        withdrawalList = try container.change(.withdrawalList)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(listsByReference, .listsByReference)
        try container.encode(withdrawalList, .withdrawalList)
    }
}

package struct SetUpstreamFee: Codable, Sendable {
    /// `nil` leaves it to the configuration.
    package let basisPoints: Int?

    package init(basisPoints: Int?) { self.basisPoints = basisPoints }

    enum CodingKeys: String, CodingKey { case basisPoints = "basis_points" }
}

package struct AddWebhookSecret: Codable, Sendable {
    package let webhookSecret: String

    package init(webhookSecret: String) { self.webhookSecret = webhookSecret }

    enum CodingKeys: String, CodingKey { case webhookSecret = "webhook_secret" }
}
