/// A refusal in the upstream's shape: `{"error":{"code","message","details":{}}}`.
struct APIError: Error, Sendable {
    var status: Int
    var code: String
    var message: String
    var details: JSON = [:]
    var fields: [(name: String, value: String)] = []

    var answer: Answer {
        var answer = Answer(
            status: status, ["error": ["code": .string(code), "message": .string(message), "details": details]])
        answer.fields = fields
        return answer
    }

    static func invalidRequest(_ message: String, _ details: JSON = [:]) -> APIError {
        APIError(status: 400, code: "invalid_request", message: message, details: details)
    }

    static func missing(_ names: [String]) -> APIError {
        APIError(
            status: 400, code: "missing_required_fields", message: "Required fields are missing.",
            details: .object(names.map { ($0, ["This field is required."]) }))
    }

    static func invalidCurrency(_ code: String) -> APIError {
        APIError(
            status: 400, code: "invalid_currency", message: "Currency not supported",
            details: ["currency": .string(code)])
    }

    static func invalidAmount(_ message: String) -> APIError {
        APIError(status: 422, code: "invalid_amount", message: message, details: ["amount": [.string(message)]])
    }

    static let insufficientBalance = APIError(
        status: 400, code: "insufficient_balance", message: "Insufficient balance for this withdrawal.")

    static let notFound = APIError(status: 404, code: "not_found", message: "Not found.")

    static let authenticationFailed = APIError(
        status: 401, code: "authentication_failed", message: "Invalid or expired access token.",
        fields: [("WWW-Authenticate", "Bearer realm=\"api\"")])

    static let insufficientPermissions = APIError(
        status: 403, code: "insufficient_permissions", message: "The access token lacks the required scope.")

    static func rateLimited(retryAfterSeconds: Int) -> APIError {
        APIError(
            status: 429, code: "rate_limit_exceeded", message: "Too many requests.",
            fields: [("Retry-After", String(retryAfterSeconds))])
    }

    /// A mistake in a call of the control API, which is the tester's own.
    static func control(_ message: String) -> APIError {
        APIError(status: 400, code: "invalid_control_request", message: message)
    }

    /// Code and message that the upstream documents for a status.
    static func standard(status: Int) -> (code: String, message: String) {
        switch status {
        case 400: ("invalid_request", "Invalid request.")
        case 401: ("authentication_failed", "Invalid or expired access token.")
        case 403: ("forbidden", "Forbidden.")
        case 404: ("not_found", "Not found.")
        case 410: ("deprecated_endpoint", "This endpoint is gone.")
        case 422: ("invalid_amount", "Invalid amount.")
        case 429: ("rate_limit_exceeded", "Too many requests.")
        case 502, 503, 504: ("service_unavailable", "Service temporarily unavailable.")
        default: ("internal_error", "Internal server error.")
        }
    }
}
