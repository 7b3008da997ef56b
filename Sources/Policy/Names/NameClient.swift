/// Who looks a name up, and whose bounds the look-up counts against.
package enum NameClient: Hashable, Sendable {
    /// The gateway itself, on its way to the upstream. It has places of its own, which no tenant can take.
    case gateway
    case tenant(TenantID)
}
