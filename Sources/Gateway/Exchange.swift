import HTTPWire
import Policy
import Store
import Transport

/// What becomes known of one request on its way through the phases; its report is made of it.
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
    /// Of a verified webhook: whose account it is about, and what of it was stored.
    var accountID: AccountID?
    var webhook: WebhookReceipt?
    /// For the answer, whatever it will be.
    var fields = HTTPFields()

    func report(of answer: Answer, nowNanoseconds: UInt64) -> ExchangeReport {
        var report = ExchangeReport(
            requestID: requestID, startedAt: startedAt, path: path, status: answer.status, result: answer.result,
            peer: addresses.peer, client: addresses.client)
        report.route = route
        report.method = method
        report.durationMicroseconds = Int64(clamping: (nowNanoseconds - startedNanoseconds) / 1000)
        report.tenantID = tenantID
        report.actor = actor
        report.isAuthenticated = isAuthenticated
        report.claimed = claimed
        report.refusal = refusal
        report.intentID = intentID
        report.upstreamID = upstreamID
        report.accountID = accountID
        report.webhook = webhook
        report.error = answer.error
        return report
    }
}
