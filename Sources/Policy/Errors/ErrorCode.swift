/// The `error.code` of an answer: the upstream's own vocabulary, and the few words that only the gateway needs.
package enum ErrorCode: String, Sendable, CaseIterable {
    case invalidRequest = "invalid_request"
    case invalidCurrency = "invalid_currency"
    case invalidAmount = "invalid_amount"
    case missingRequiredFields = "missing_required_fields"
    case insufficientBalance = "insufficient_balance"
    /// An operator decides; the funds are set aside.
    case approvalRequired = "approval_required"
    case authenticationFailed = "authentication_failed"
    case insufficientPermissions = "insufficient_permissions"
    case forbidden
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case rateLimitExceeded = "rate_limit_exceeded"
    case serviceUnavailable = "service_unavailable"
    case internalError = "internal_error"
    /// Never sent: the client had left.
    case clientDisconnected = "client_disconnected"
    /// draft-ietf-httpapi-idempotency-key-header: the key belongs to another payload.
    case idempotencyKeyReused = "idempotency_key_reused"
    /// The same: the first request with the key has not been answered yet.
    case idempotencyKeyInUse = "idempotency_key_in_use"
    /// Another withdrawal of the tenant has this `custom_id`.
    case customIDTaken = "custom_id_taken"
    /// The request left for the upstream and no answer tells what became of it.
    case outcomeUnknown = "outcome_unknown"
}
