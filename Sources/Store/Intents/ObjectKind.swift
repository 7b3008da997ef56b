/// Kinds of upstream object that an intent creates.
package enum ObjectKind: String, CaseIterable, Hashable, Sendable {
    case payment, withdrawal

    /// The member of the upstream's answers and webhooks that holds the object's id.
    package var upstreamIDName: String {
        switch self {
        case .payment: "transaction_id"
        case .withdrawal: "withdrawal_id"
        }
    }

    /// The member that the gateway's own reference takes the place of, in writes and as the filter of lists.
    package var referenceName: String {
        switch self {
        case .payment: "order_id"
        case .withdrawal: "custom_id"
        }
    }
}
