import AuditLog
import HTTPWire
import Policy
import Store
import Transport

/// What becomes known of one request on its way through the phases; the audit record is made of it.
struct Exchange: Sendable {
    let requestID: RequestID
    let startedAt: Timestamp
    let startedNanoseconds: UInt64
    let method: String
    let addresses: PeerAddresses
    /// The route's template, or what a record may show of another path.
    var path = ""
    var route: Route?
    var tenantID: TenantID?
    var actor: String?
    /// Whether somebody known is behind it: a tenant with a valid credential, or the upstream with a valid signature.
    var isAuthenticated = false
    /// Who it claimed to be: a client id, or how an API key begins.
    var claimed: String?
    /// Why it was refused, in fixed words.
    var refusal: String?
    var intentID: IntentID?
    var upstreamID: String?
    /// For the answer, whatever it will be.
    var fields = HTTPFields()

    func auditRecord(of answer: Answer, nowNanoseconds: UInt64) -> AuditRecord {
        AuditRecord(
            kind: route == .cryptofuseWebhook ? .webhook : .request, at: startedAt, requestID: requestID,
            tenantID: tenantID, actor: actor, method: method, path: path, status: answer.status,
            result: answer.result, intentID: intentID, upstreamID: upstreamID,
            durationMicroseconds: Int64(clamping: (nowNanoseconds - startedNanoseconds) / 1000),
            details: [("reason", refusal), ("claimed", claimed)].compactMap { name, value in value.map { (name, $0) } },
            peer: addresses.peer, client: addresses.client)
    }

    /// As what it is counted; `nil` when it has a record of its own. What strangers send, and what a tenant sends beyond
    /// its limit, may come in any number.
    func countedKind(of answer: Answer) -> RefusalCounts.Kind? {
        let isBeyondLimit = answer.error?.code == .rateLimitExceeded && answer.error?.origin == .client
        guard !isAuthenticated || isBeyondLimit else { return nil }
        return RefusalCounts.Kind(
            address: addresses.origin, tenantID: tenantID, route: path, status: answer.status,
            result: answer.result, reason: refusal)
    }
}
