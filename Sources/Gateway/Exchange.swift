import AuditLog
import HTTPWire
import Policy
import Store

/// What becomes known of one request on its way through the phases; the audit record is made of it.
struct Exchange: Sendable {
    let requestID: RequestID
    let startedAt: Timestamp
    let startedNanoseconds: UInt64
    let method: String
    /// The route's template; never a path with a secret in it.
    var path = ""
    var route: Route?
    var tenantID: TenantID?
    var actor: String?
    var intentID: IntentID?
    var upstreamID: String?
    /// For the answer, whatever it will be.
    var fields = HTTPFields()

    func auditRecord(of answer: Answer, nowNanoseconds: UInt64) -> AuditRecord {
        AuditRecord(
            kind: route == .cryptofuseWebhook ? .webhook : .request, at: startedAt, requestID: requestID,
            tenantID: tenantID, actor: actor, method: method, path: path, status: answer.status,
            outcome: answer.outcome, intentID: intentID, upstreamID: upstreamID,
            durationMicroseconds: Int64(clamping: (nowNanoseconds - startedNanoseconds) / 1000))
    }
}
