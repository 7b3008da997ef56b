import Policy

/// Whose accounts: each owner's books balance on their own, so that no entry of one can touch another's.
package enum LedgerOwner: Hashable, Sendable, CustomStringConvertible {
    case platform
    case tenant(TenantID)

    /// As stored, and as operators write it; the platform's is empty.
    package var description: String {
        switch self {
        case .platform: ""
        case .tenant(let id): id.description
        }
    }

    var sql: SQLValue { .text(description) }
}

/// One owner's accounts in one currency of one account.
package struct LedgerSheet: Hashable, Sendable {
    package let owner: LedgerOwner
    package let accountID: AccountID
    package let currency: CurrencyCode

    package init(owner: LedgerOwner, accountID: AccountID, currency: CurrencyCode) {
        self.owner = owner
        self.accountID = accountID
        self.currency = currency
    }

    var sql: [SQLValue] { [owner.sql, .id(accountID), .text(currency.description)] }
}
