/// How a tenant shares its credential's upstream balance.
package enum Binding: String, CaseIterable, Sendable {
    /// The tenant alone owns the credential: the upstream balance is its balance.
    case dedicated
    /// Several tenants share the credential: only the gateway's ledger knows what is whose.
    case pooled
}
