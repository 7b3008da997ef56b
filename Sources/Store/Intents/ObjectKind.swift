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
}
