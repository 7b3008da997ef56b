/// Where a delivery stands. All but `pending` are terminal, until an operator asks for a retry.
package enum DeliveryStatus: String, CaseIterable, Hashable, Sendable {
    case pending, delivered
    /// The receiver was told of a later state of the object, or is about to be.
    case superseded
    case dead
}
