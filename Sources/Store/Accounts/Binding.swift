/// How a tenant shares its account's upstream balance.
package enum Binding: String, CaseIterable, Sendable {
    /// The tenant alone owns the account: the upstream balance is its balance.
    case dedicated
    /// Several tenants share the account: only the gateway's ledger knows what is whose.
    case pooled
}
