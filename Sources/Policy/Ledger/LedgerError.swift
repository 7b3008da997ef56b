/// A rule of the books that a change would break. Nothing is booked.
package enum LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Debits and credits differ, or an account is named twice.
    case unbalanced
    /// The account would fall below zero and must not.
    case insufficient(LedgerAccount)
    case amount(AmountError)

    package var description: String {
        switch self {
        case .unbalanced: "debits and credits differ"
        case .insufficient(let account): "\(account.rawValue) would fall below zero"
        case .amount(let error): "an amount is \(error)"
        }
    }
}
