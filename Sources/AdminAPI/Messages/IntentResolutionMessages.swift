import Policy

/// Which writes of unknown outcome are meant. Absent members mean any.
package struct IntentSelection: Codable, Hashable, Sendable {
    package var tenant: String?
    package var account: String?
    /// `payment` or `withdrawal`.
    package var kind: String?
    /// `unknown`, or for a look only, any other.
    package var state: String?
    /// RFC 3339: those that were asked for earlier.
    package var createdBefore: String?

    package init(
        tenant: String? = nil, account: String? = nil, kind: String? = nil, state: String? = nil,
        createdBefore: String? = nil
    ) {
        self.tenant = tenant
        self.account = account
        self.kind = kind
        self.state = state
        self.createdBefore = createdBefore
    }
}

/// What a selection comes to.
package struct IntentPreview: Codable, Hashable, Sendable {
    package struct Sum: Codable, Hashable, Sendable {
        package let currency: String
        package let amount: Amount

        package init(currency: String, amount: Amount) {
            self.currency = currency
            self.amount = amount
        }
    }

    package let count: Int
    /// `nil` when there is none.
    package let oldest: String?
    /// What is held for the withdrawals among them.
    package let sums: [Sum]

    package init(count: Int, oldest: String?, sums: [Sum]) {
        self.count = count
        self.oldest = oldest
        self.sums = sums
    }
}

/// That none of a selection had an effect: one batch of it.
package struct ResolveIntents: Codable, Sendable {
    package let selection: IntentSelection
    /// What the preview counted; the first batch is refused when the selection has another number by then.
    package let count: Int
    /// Go on with older ones than this, as the batch before says.
    package let before: IntentID?

    package init(selection: IntentSelection, count: Int, before: IntentID? = nil) {
        self.selection = selection
        self.count = count
        self.before = before
    }
}

/// What became of one batch.
package struct IntentsResolved: Codable, Sendable {
    package struct Refusal: Codable, Hashable, Sendable {
        package let intent: IntentID
        package let reason: String

        package init(intent: IntentID, reason: String) {
            self.intent = intent
            self.reason = reason
        }
    }

    package var resolved: [IntentID]
    package var refused: [Refusal]
    /// Give it as `before` for the next batch; `nil` after the last one.
    package var next: IntentID?

    package init(
        resolved: [IntentID] = [], refused: [Refusal] = [], next: IntentID? = nil
    ) {
        self.resolved = resolved
        self.refused = refused
        self.next = next
    }
}
