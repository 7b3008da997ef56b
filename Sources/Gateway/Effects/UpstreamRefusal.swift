import HTTPWire
import Policy

/// The upstream's own word that a write had no effect: its error shape, a code of its list, and the status that goes with
/// it. Nothing else is one: not another hop's page, not a status that says "not now" or "already", not a code that nobody
/// has described.
enum UpstreamRefusal: Hashable, Sendable {
    /// The request itself is wrong, and will be tomorrow: the key keeps the answer.
    case ofRequest
    /// The account, its rights or the call are not what they must be. Once they are, the same request may go through.
    case ofAccount
    case rateLimited

    init?(status: Int, body: JSONValue?) {
        guard let code = body?["error"]?["code"]?.stringValue, let known = Self.known[code],
            known.statuses.contains(status)
        else { return nil }
        self = known.meaning
    }

    /// Statuses are the contract's where it names one. `insufficient_balance`: after funding the same request goes
    /// through. `not_found` and `deprecated_endpoint` on a creation mean that the call is not at this address (any more),
    /// which is the platform's to mend; `authentication_failed` and `unauthorized` that our token or our rights do not
    /// reach that far.
    private static let known: [String: (statuses: Set<Int>, meaning: UpstreamRefusal)] = [
        "invalid_request": ([400, 422], .ofRequest), "invalid_currency": ([400, 422], .ofRequest),
        "invalid_amount": ([400, 422], .ofRequest), "missing_required_fields": ([400, 422], .ofRequest),
        "insufficient_balance": ([400, 402, 422], .ofAccount), "authentication_failed": ([401, 403], .ofAccount),
        "unauthorized": ([401, 403], .ofAccount), "forbidden": ([403], .ofAccount),
        "insufficient_permissions": ([403], .ofAccount), "not_found": ([404], .ofAccount),
        "deprecated_endpoint": ([410], .ofAccount), "rate_limit_exceeded": ([429], .rateLimited),
    ]

    /// These leave the outcome open whoever says them, as the request may have been, or still be, at work.
    static let doubtfulStatuses: Set<Int> = [408, 409, 423, 425, 499]
}
