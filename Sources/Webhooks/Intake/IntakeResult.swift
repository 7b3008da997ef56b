import Policy

/// What became of one call of the upstream.
package enum IntakeResult: Hashable, Sendable {
    /// Durable, with its deliveries.
    case accepted(WebhookReceipt)
    /// Seen before: nothing new comes of it.
    case duplicate
    case badSignature
    /// No such account, or a callback token that cannot be one.
    case unknown
    /// Signed, yet not the JSON of a webhook; the reason is for the log.
    case malformed(String)
    /// Nothing is certain to be durable: the upstream must call again.
    case unavailable

    /// Whether it proved to come from the upstream, for the first time. Anybody who saw a webhook can send it again.
    package var isFromUpstream: Bool {
        switch self {
        case .accepted, .malformed, .unavailable: true
        case .duplicate, .badSignature, .unknown: false
        }
    }

    /// The answer's status.
    package var status: Int {
        switch self {
        case .accepted, .duplicate: 200
        case .malformed: 400
        case .badSignature: 401
        case .unknown: 404
        case .unavailable: 503
        }
    }
}
