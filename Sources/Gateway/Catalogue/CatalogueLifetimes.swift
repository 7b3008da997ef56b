import Policy

/// How long answers that are the same for every tenant of an account are kept; 0 keeps none.
package struct CatalogueLifetimes: Hashable, Sendable {
    package var currencies: Duration = .seconds(60)
    package var minAmount: Duration = .seconds(60)
    package var rates: Duration = .zero

    package init() {}

    /// `nil` where every request is asked anew.
    subscript(route: Route) -> Duration? {
        let lifetime: Duration? =
            switch route {
            case .currencies: currencies
            case .minAmount: minAmount
            case .rates: rates
            default: nil
            }
        return lifetime.flatMap { $0 > .zero ? $0 : nil }
    }
}
