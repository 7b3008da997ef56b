/// Which of the guide's contradicting webhook forms is spoken.
package struct WebhookDialect: Codable, Sendable {
    /// The spelling of a partial payment's status; `completed` then carries payment_type `partial`.
    package enum PartialStatus: String, Codable, Sendable, CaseIterable {
        case partiallyPaid = "partially_paid"
        case partiallyCompleted = "partially_completed"
        case completed
    }

    /// Bodies without `event` and `data` for overpayment, partial and expired, as under the guide's "Special Cases".
    /// They carry a transaction_id all the same, unless `flatWithoutID`.
    package var flatSpecialCases = false
    /// Drops the transaction_id of flat bodies, to the letter of the guide's samples.
    package var flatWithoutID = false
    /// `data.transaction_id` differs from the outer one, as in the guide's "confirming" sample.
    package var differingInnerID = false
    package var partialStatus = PartialStatus.partiallyPaid
    /// Withdrawals' bodies without `event` and `data`, too; without their withdrawal_id, if `flatWithoutID`.
    package var flatWithdrawals = false
    /// Bodies for expired and failed say nothing of amounts, whatever was paid before.
    package var endsWithoutTotals = false

    package init() {}
}
