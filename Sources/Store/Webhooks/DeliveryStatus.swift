/// Where a delivery stands. `delivered` and `dead` are terminal, until an operator asks for a retry.
package enum DeliveryStatus: String, CaseIterable, Hashable, Sendable {
    case pending, delivered, dead
}
