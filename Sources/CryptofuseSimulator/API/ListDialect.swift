/// Forms of lists and of questions about withdrawals that public pages contradict one another on. Changed by the control
/// API only.
struct ListDialect: Sendable {
    /// `{withdrawals,total}` instead of `{count,next,previous,results}`.
    var withdrawalsWithTotal = false
    /// `order_id` and `custom_id` are no filters: the list shows everything.
    var ignoresReferences = false
    /// POST /withdrawal/status/ and GET /withdrawal/{id}/ do not exist.
    var hidesWithdrawals = false
    /// Payments in answers and lists have no `rejected_amount`: it is documented for webhooks only.
    var omitsRejected = false
}
