/// What a webhook, a status answer, or the end of our own call says of a withdrawal.
package enum WithdrawalFact: Hashable, Sendable {
    /// On its way: the hold stays.
    case progressing
    /// The money left.
    case completed
    /// It came back, or never left: `failed`, `rejected`, `cancelled`.
    case returned
    /// The upstream refused the request, or never saw it.
    case neverAccepted
    case unrecognised(status: String)

    package init(status: String) {
        switch status.lowercased() {
        case "pending", "approved", "processing", "submitted", "confirmed": self = .progressing
        case "completed": self = .completed
        case "failed", "rejected", "cancelled", "canceled": self = .returned
        default: self = .unrecognised(status: String(status.prefix(40)))
        }
    }
}
