/// Evidence about the object of one intent, whoever brings it: a webhook, a status answer, an operator.
package enum LedgerFact: Hashable, Sendable {
    case payment(PaymentFact)
    case withdrawal(WithdrawalFact)
}
