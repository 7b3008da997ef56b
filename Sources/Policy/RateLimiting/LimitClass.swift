/// Kinds of request that are limited apart from one another, so that polling cannot starve payments.
package enum LimitClass: String, CaseIterable, Hashable, Sendable {
    case read, payment, withdrawal

    /// Of the case in `allCases`.
    package var index: Int {
        switch self {
        case .read: 0
        case .payment: 1
        case .withdrawal: 2
        }
    }
}
