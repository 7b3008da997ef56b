import Policy

/// One account's balance, with as many decimals as it has.
package struct LedgerBalanceView: Codable, Hashable, Sendable {
    package let upstreamAccount: String
    package let currency: String
    package let account: String
    package let balance: Amount

    package init(upstreamAccount: String, currency: String, account: String, balance: Amount) {
        self.upstreamAccount = upstreamAccount
        self.currency = currency
        self.account = account
        self.balance = balance
    }
}

package struct LedgerBalances: Codable, Sendable {
    /// `nil`: of all owners together.
    package let owner: String?
    package let accounts: [LedgerBalanceView]

    package init(owner: String?, accounts: [LedgerBalanceView]) {
        self.owner = owner
        self.accounts = accounts
    }
}

/// One entry of the journal.
package struct LedgerEntryView: Codable, Hashable, Sendable {
    package struct Posting: Codable, Hashable, Sendable {
        package let account: String
        /// Positive when the account grows on its normal side.
        package let amount: Amount

        package init(account: String, amount: Amount) {
            self.account = account
            self.amount = amount
        }
    }

    /// The tenant's identifier, or `platform`.
    package let owner: String
    package let number: Int64
    package let createdAt: String
    package let upstreamAccount: String
    package let currency: String
    package let intentID: IntentID?
    package let cause: String
    package let reason: String?
    package let postings: [Posting]

    package init(
        owner: String, number: Int64, createdAt: String, upstreamAccount: String, currency: String, intentID: IntentID?,
        cause: String, reason: String?, postings: [Posting]
    ) {
        self.owner = owner
        self.number = number
        self.createdAt = createdAt
        self.upstreamAccount = upstreamAccount
        self.currency = currency
        self.intentID = intentID
        self.cause = cause
        self.reason = reason
        self.postings = postings
    }
}

package struct LedgerEntryList: Codable, Sendable {
    package let entries: [LedgerEntryView]
    /// Whether there may be more.
    package let isFull: Bool

    package init(entries: [LedgerEntryView], isFull: Bool) {
        self.entries = entries
        self.isFull = isFull
    }
}

package struct LedgerCheckView: Codable, Sendable {
    package let entries: Int
    /// Older ones, in the archive, for which the balances carried forward stand.
    package let carried: Int
    package let payments: Int
    package let withdrawals: Int
    /// The first of them; empty while the books are whole.
    package let violations: [String]
    /// All of them, shown or not.
    package let violationCount: Int

    package init(
        entries: Int, carried: Int, payments: Int, withdrawals: Int, violations: [String], violationCount: Int
    ) {
        self.entries = entries
        self.carried = carried
        self.payments = payments
        self.withdrawals = withdrawals
        self.violations = violations
        self.violationCount = violationCount
    }
}

/// The books of one currency beside the upstream's figures.
package struct ReconciliationView: Codable, Hashable, Sendable {
    /// An object that may explain a difference.
    package struct Cause: Codable, Hashable, Sendable {
        /// `open_withdrawal`, `hold_without_withdrawal`, `unconfirmed_payment` or `doubt`.
        package let kind: String
        package let tenantID: TenantID
        package let intentID: IntentID
        package let amount: Amount
        package let since: String
        /// The upstream's last word on it, or why it is in doubt.
        package let status: String?

        package init(
            kind: String, tenantID: TenantID, intentID: IntentID, amount: Amount, since: String, status: String?
        ) {
            self.kind = kind
            self.tenantID = tenantID
            self.intentID = intentID
            self.amount = amount
            self.since = since
            self.status = status
        }
    }

    package let currency: String
    package let books: Amount
    /// Absent where the upstream did not say it.
    package let upstreamAvailable: Amount?
    package let upstreamPending: Amount?
    package let difference: Amount
    /// What may explain a difference: open withdrawals, payments on their way, amounts in suspense.
    package let held: Amount
    package let heldCount: Int
    package let unconfirmed: Amount
    package let doubtful: Amount
    package let missing: Amount
    /// What nothing explains: it is unexplained.
    package let drift: Amount
    /// Why books and upstream could not be compared: `difference` and `drift` say nothing then.
    package let notComparable: String?
    package let isPaused: Bool
    /// The part of `held` that no withdrawal is on its way for.
    package let heldWithoutWithdrawal: Amount
    /// Where there is a difference, the objects that may explain it, the largest first and at most 50.
    package let causes: [Cause]
    /// All of them.
    package let causeCount: Int

    package init(
        currency: String, books: Amount, upstreamAvailable: Amount?, upstreamPending: Amount?, difference: Amount,
        held: Amount, heldCount: Int, unconfirmed: Amount, doubtful: Amount, missing: Amount, drift: Amount,
        notComparable: String?, isPaused: Bool, heldWithoutWithdrawal: Amount, causes: [Cause], causeCount: Int
    ) {
        self.currency = currency
        self.books = books
        self.upstreamAvailable = upstreamAvailable
        self.upstreamPending = upstreamPending
        self.difference = difference
        self.held = held
        self.heldCount = heldCount
        self.unconfirmed = unconfirmed
        self.doubtful = doubtful
        self.missing = missing
        self.drift = drift
        self.notComparable = notComparable
        self.isPaused = isPaused
        self.heldWithoutWithdrawal = heldWithoutWithdrawal
        self.causes = causes
        self.causeCount = causeCount
    }
}

package struct ReconciliationList: Codable, Sendable {
    package let account: String
    package let currencies: [ReconciliationView]

    package init(account: String, currencies: [ReconciliationView]) {
        self.account = account
        self.currencies = currencies
    }
}

package struct ReconcileRequest: Codable, Sendable {
    /// The currency whose drift is booked.
    package let currency: String?
    /// What the drift is, in the operator's words; `nil` books nothing.
    package let variance: String?

    package init(currency: String? = nil, variance: String? = nil) {
        self.currency = currency
        self.variance = variance
    }
}

/// Earnings that the platform took out upstream.
package struct CommissionPayout: Codable, Sendable {
    package let currency: String
    package let amount: String

    package init(currency: String, amount: String) {
        self.currency = currency
        self.amount = amount
    }
}

package struct CommissionPaidOut: Codable, Sendable {
    package let currency: String
    package let amount: Amount
    /// The commission that is left.
    package let rest: Amount

    package init(currency: String, amount: Amount, rest: Amount) {
        self.currency = currency
        self.amount = amount
        self.rest = rest
    }
}

package struct LedgerAdjustment: Codable, Sendable {
    package let currency: String
    package let from: String
    package let to: String
    package let amount: String

    package init(currency: String, from: String, to: String, amount: String) {
        self.currency = currency
        self.from = from
        self.to = to
        self.amount = amount
    }
}

/// What a tenant pays on payments that are created from now on.
package struct CommissionView: Codable, Hashable, Sendable {
    /// `nil`: every currency without terms of its own.
    package let currency: String?
    package let basisPoints: Int
    package let fixed: Amount
    /// `tenant` or `platform`.
    package let upstreamFeeBearer: String

    package init(currency: String?, basisPoints: Int, fixed: Amount, upstreamFeeBearer: String) {
        self.currency = currency
        self.basisPoints = basisPoints
        self.fixed = fixed
        self.upstreamFeeBearer = upstreamFeeBearer
    }
}

/// What to change of a tenant's terms.
package struct ChangeCommission: Codable, Sendable {
    /// `nil`: of every currency without terms of its own.
    package let currency: String?
    package let basisPoints: FieldChange<Int>
    package let fixed: FieldChange<String>
    package let upstreamFeeBearer: FieldChange<String>

    package init(
        currency: String?, basisPoints: FieldChange<Int>, fixed: FieldChange<String>,
        upstreamFeeBearer: FieldChange<String>
    ) {
        self.currency = currency
        self.basisPoints = basisPoints
        self.fixed = fixed
        self.upstreamFeeBearer = upstreamFeeBearer
    }
}

package struct CommissionList: Codable, Sendable {
    package let commissions: [CommissionView]

    package init(commissions: [CommissionView]) {
        self.commissions = commissions
    }
}
