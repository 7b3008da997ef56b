/// What the operator set for all tenants' withdrawals.
package struct WithdrawalTerms: Hashable, Sendable {
    package static let standard = WithdrawalTerms(approvalLifetime: .seconds(86_400), priceAgeMax: .seconds(900))

    /// So long a withdrawal waits for operators, and so long, once approved, for its request to be sent again.
    package var approvalLifetime: Duration
    /// An older price is none.
    package var priceAgeMax: Duration

    package init(approvalLifetime: Duration, priceAgeMax: Duration) {
        self.approvalLifetime = approvalLifetime
        self.priceAgeMax = priceAgeMax
    }
}
