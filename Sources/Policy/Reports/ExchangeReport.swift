/// One request and its answer: a tenant's, the upstream's with a webhook, or a stranger's.
package struct ExchangeReport: Sendable {
    package let requestID: RequestID
    package let startedAt: Timestamp
    /// The route's template, or what a record may show of another path; never a query.
    package let path: String
    /// Of the answer.
    package let status: Int
    /// What came of it, in a short stable word or an error's code.
    package let result: String
    /// The address that the connection came from, and the client's where a trusted proxy said another.
    package let peer: String?
    package let client: String?
    /// `nil` of what no route took.
    package var route: Route?
    /// `nil`, as is the duration, of bytes that were no request.
    package var method: String?
    package var durationMicroseconds: Int64?
    package var tenantID: TenantID?
    package var actor: String?
    /// Whether somebody known is behind it: a tenant with a valid credential, or the upstream with a valid signature.
    package var isAuthenticated = false
    /// Who it claimed to be: a client id, or how an API key begins.
    package var claimed: String?
    /// Why it was refused, in fixed words.
    package var refusal: String?
    package var intentID: IntentID?
    package var upstreamID: String?
    /// Of a verified webhook: whose account it is about.
    package var accountID: AccountID?
    /// Of an accepted webhook.
    package var webhook: WebhookReceipt?
    /// For the log, when something went wrong.
    package var error: GatewayError?

    package init(
        requestID: RequestID, startedAt: Timestamp, path: String, status: Int, result: String, peer: String?,
        client: String?
    ) {
        self.requestID = requestID
        self.startedAt = startedAt
        self.path = path
        self.status = status
        self.result = result
        self.peer = peer
        self.client = client
    }

    /// Who it was, as far as anybody that is believed says.
    package var origin: String? { client ?? peer }

    /// Whether it must be on record before its answer is given: it had an effect, or the upstream will not send it again.
    package var mustBeDurable: Bool { intentID != nil || webhook != nil }

    /// As what the audit counts it; `nil` when it has a record of its own. What strangers send, and what a tenant sends
    /// beyond its limit, may come in any number.
    package var countedKind: RefusalCounts.Kind? {
        let isBeyondLimit = error?.code == .rateLimitExceeded && error?.origin == .client
        guard !isAuthenticated || isBeyondLimit else { return nil }
        return RefusalCounts.Kind(
            address: origin, tenantID: tenantID, route: path, status: status, result: result, reason: refusal)
    }
}
