/// The accounts that one tenant, or the platform itself, has in one currency of one account.
///
/// The pool is the owner's share of the upstream balance: an asset. The other accounts say whose it is. So in each
/// currency: pool + upstream fees + receivable = available + held + commission + suspense + variance.
package enum LedgerAccount: String, CaseIterable, Hashable, Sendable {
    /// The share of the account's upstream balance.
    case pool
    /// What the tenant may withdraw. Never negative.
    case available
    /// Set aside for withdrawals that are not final. Never negative.
    case held
    /// The platform's earnings.
    case commission
    /// What the upstream took and the platform bears: an expense.
    case upstreamFees = "upstream_fees"
    /// What the tenant owes the platform: money that left after the tenant had spent it. Never negative, and zero while
    /// there is anything available: whatever the tenant gets settles it first.
    case receivable
    /// What is in doubt: owed to nobody until somebody decides. Negative when money is missing.
    case suspense
    /// Differences that an operator named and accepted, such as an opening balance.
    case variance

    package enum Side: Sendable { case debit, credit }

    /// The side on which the account grows.
    package var normalSide: Side {
        switch self {
        case .pool, .upstreamFees, .receivable: .debit
        case .available, .held, .commission, .suspense, .variance: .credit
        }
    }

    package var mayBeNegative: Bool {
        switch self {
        case .available, .held, .receivable: false
        case .pool, .commission, .upstreamFees, .suspense, .variance: true
        }
    }
}
