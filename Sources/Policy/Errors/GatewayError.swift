/// An answer that is not the upstream's: what the tenant reads, and apart from it what the operator reads.
package struct GatewayError: Error, Sendable {
    package let status: Int
    package let code: ErrorCode
    package let origin: ErrorOrigin
    /// Whether the same request may be sent again without a second effect.
    package let isRetrySafe: Bool
    /// For the client; never names an account, an address or another tenant.
    package let message: String
    /// What is wrong with which field; a field may be named several times.
    package let details: [(name: String, text: String)]
    /// Ids that the client may need, by name.
    package let references: [(name: String, id: String)]
    /// For the log.
    package let reason: String
    package let retryAfterSeconds: Int?

    package init(
        status: Int, code: ErrorCode, origin: ErrorOrigin, isRetrySafe: Bool, message: String,
        details: [(name: String, text: String)] = [], references: [(name: String, id: String)] = [],
        reason: String? = nil, retryAfterSeconds: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.origin = origin
        self.isRetrySafe = isRetrySafe
        self.message = message
        self.details = details
        self.references = references
        self.reason = reason ?? message
        self.retryAfterSeconds = retryAfterSeconds
    }
}

extension GatewayError {
    package static func invalidRequest(
        _ message: String, details: [(name: String, text: String)] = [], status: Int = 400
    ) -> GatewayError {
        GatewayError(
            status: status, code: .invalidRequest, origin: .client, isRetrySafe: true, message: message,
            details: details)
    }

    package static func invalidField(_ name: String, _ text: String) -> GatewayError {
        .invalidRequest("Invalid value for \(name).", details: [(name, text)])
    }

    package static func missingRequiredFields(_ names: [String]) -> GatewayError {
        GatewayError(
            status: 400, code: .missingRequiredFields, origin: .client, isRetrySafe: true,
            message: "Required fields are missing.", details: names.map { ($0, "This field is required.") })
    }

    package static func invalidCurrency() -> GatewayError {
        GatewayError(
            status: 400, code: .invalidCurrency, origin: .client, isRetrySafe: true,
            message: "Currency not supported", details: [("currency", "Currency not supported.")])
    }

    package static func invalidAmount(_ text: String) -> GatewayError {
        GatewayError(
            status: 422, code: .invalidAmount, origin: .client, isRetrySafe: true, message: text,
            details: [("amount", text)])
    }

    /// The tenant's own balance does not suffice; nothing was sent.
    package static func insufficientBalance() -> GatewayError {
        GatewayError(
            status: 400, code: .insufficientBalance, origin: .client, isRetrySafe: true,
            message: "Insufficient balance for this withdrawal.")
    }

    package static func authenticationFailed(_ reason: String) -> GatewayError {
        GatewayError(
            status: 401, code: .authenticationFailed, origin: .client, isRetrySafe: true,
            message: "Authentication credentials were not provided or are not valid.", reason: reason)
    }

    package static func insufficientPermissions(_ message: String) -> GatewayError {
        GatewayError(
            status: 403, code: .insufficientPermissions, origin: .client, isRetrySafe: true, message: message)
    }

    package static func notFound(_ message: String = "The requested resource was not found.") -> GatewayError {
        GatewayError(status: 404, code: .notFound, origin: .client, isRetrySafe: true, message: message)
    }

    package static func rateLimitExceeded(retryAfterSeconds: Int, reason: String) -> GatewayError {
        GatewayError(
            status: 429, code: .rateLimitExceeded, origin: .client, isRetrySafe: true,
            message: "Too many requests. Retry after \(retryAfterSeconds) s.", reason: reason,
            retryAfterSeconds: retryAfterSeconds)
    }

    /// Nothing was done; the same request may be sent again.
    package static func serviceUnavailable(
        origin: ErrorOrigin, reason: String, retryAfterSeconds: Int = 1
    ) -> GatewayError {
        GatewayError(
            status: 503, code: .serviceUnavailable, origin: origin, isRetrySafe: true,
            message: "The service is temporarily unavailable. Nothing was done; retry.", reason: reason,
            retryAfterSeconds: retryAfterSeconds)
    }

    /// A read that the upstream did not answer: there is no effect to doubt.
    package static func upstreamUnreachable(reason: String) -> GatewayError {
        GatewayError(
            status: 502, code: .serviceUnavailable, origin: .upstream, isRetrySafe: true,
            message: "The payment service did not answer.", reason: reason)
    }

    /// A read that was given up since the client left: for the audit alone, with the status that nginx logs.
    package static func clientDisconnected() -> GatewayError {
        GatewayError(
            status: 499, code: .clientDisconnected, origin: .client, isRetrySafe: true,
            message: "The client closed the connection.")
    }

    package static func outcomeUnknown(
        status: Int, origin: ErrorOrigin, intent: IntentID, reason: String
    ) -> GatewayError {
        GatewayError(
            status: status, code: .outcomeUnknown, origin: origin, isRetrySafe: false,
            message: "The outcome of this request is not known yet. Do not send it again under another key.",
            references: [("intent_id", intent.description)], reason: reason)
    }

    package static func idempotencyKeyReused() -> GatewayError {
        GatewayError(
            status: 422, code: .idempotencyKeyReused, origin: .client, isRetrySafe: false,
            message: "This Idempotency-Key was used with another request.")
    }

    package static func customIDTaken(by intent: IntentID) -> GatewayError {
        GatewayError(
            status: 409, code: .customIDTaken, origin: .client, isRetrySafe: false,
            message: "Another withdrawal has this custom_id.", references: [("intent_id", intent.description)])
    }

    package static func idempotencyKeyInUse(retryAfterSeconds: Int = 1) -> GatewayError {
        GatewayError(
            status: 409, code: .idempotencyKeyInUse, origin: .client, isRetrySafe: true,
            message: "A request with this Idempotency-Key is still being processed.",
            retryAfterSeconds: retryAfterSeconds)
    }
}
