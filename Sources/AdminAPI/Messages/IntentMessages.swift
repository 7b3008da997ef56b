import Policy

/// One intended upstream effect.
package struct IntentView: Codable, Hashable, Sendable {
    package let id: IntentID
    package let tenantID: TenantID
    /// Its name.
    package let tenant: String
    /// With its currency; `nil` of a payment of which nothing was heard.
    package let amount: String?
    package let accountID: AccountID
    /// `payment` or `withdrawal`.
    package let kind: String
    /// `in_flight`, `succeeded`, `refused`, `abandoned`, `unknown` or `confirmed`.
    package let state: String
    package let upstreamID: String?
    /// The tenant's own values, as JSON.
    package let orderID: String?
    package let customID: String?
    /// `nil` without one, and once it was freed or forgotten.
    package let idempotencyKey: String?
    package let responseStatus: Int?
    package let createdAt: String

    package init(
        id: IntentID, tenantID: TenantID, tenant: String, amount: String?, accountID: AccountID, kind: String,
        state: String, upstreamID: String?, orderID: String?, customID: String?, idempotencyKey: String?,
        responseStatus: Int?, createdAt: String
    ) {
        self.id = id
        self.tenantID = tenantID
        self.tenant = tenant
        self.amount = amount
        self.accountID = accountID
        self.kind = kind
        self.state = state
        self.upstreamID = upstreamID
        self.orderID = orderID
        self.customID = customID
        self.idempotencyKey = idempotencyKey
        self.responseStatus = responseStatus
        self.createdAt = createdAt
    }
}

package struct IntentList: Codable, Sendable {
    /// Newest first.
    package let intents: [IntentView]
    /// Give it as `before` for the next page; `nil` on the last one.
    package let next: IntentID?

    package init(intents: [IntentView], next: IntentID?) {
        self.intents = intents
        self.next = next
    }
}

package struct IntentDetailView: Codable, Sendable {
    /// How far asking the upstream has come.
    package struct Resolution: Codable, Sendable {
        package let questions: Int
        package let nextQuestionAt: String
        /// What the last question brought.
        package let finding: String?

        package init(questions: Int, nextQuestionAt: String, finding: String?) {
            self.questions = questions
            self.nextQuestionAt = nextQuestionAt
            self.finding = finding
        }
    }

    package let intent: IntentView
    /// The upstream's last word on the object's status.
    package let objectStatus: String?
    /// `nil` once the outcome is known.
    package let resolution: Resolution?

    package init(intent: IntentView, objectStatus: String?, resolution: Resolution?) {
        self.intent = intent
        self.objectStatus = objectStatus
        self.resolution = resolution
    }
}

/// What an operator established about an unknown outcome.
package struct ResolveIntent: Codable, Sendable {
    package enum Outcome: String, Codable, CaseIterable, Sendable {
        /// The upstream has the object: `upstreamID` names it.
        case effect
        /// The upstream has no such object and never will: the key is free, a hold ends.
        case noEffect = "no-effect"
    }

    package let outcome: Outcome
    package let upstreamID: String?

    package init(outcome: Outcome, upstreamID: String?) {
        self.outcome = outcome
        self.upstreamID = upstreamID
    }
}
