import Policy
import Testing

struct ExchangeReportTests {
    private static let now = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)

    private func report(status: Int = 200, _ change: (inout ExchangeReport) -> Void = { _ in }) -> ExchangeReport {
        var report = ExchangeReport(
            requestID: RequestIDSource().next(at: Self.now), startedAt: Self.now, path: "/rates/", status: status,
            result: "a_word", peer: "192.0.2.1", client: nil)
        change(&report)
        return report
    }

    @Test func whatHadAnEffectOrWillNotComeAgainMustBeDurable() {
        #expect(!report().mustBeDurable)
        #expect(report { $0.intentID = .make(at: Self.now) }.mustBeDurable)
        let receipt = WebhookReceipt(
            eventID: .make(at: Self.now), tenantID: nil, intentID: nil, upstreamID: nil, status: nil, note: nil,
            deliveryCount: 0)
        #expect(report { $0.webhook = receipt }.mustBeDurable)
    }

    @Test func strangersAreCountedAndTenantsAreNot() {
        let kind = report(status: 401) { $0.refusal = "no such key" }.countedKind
        #expect(
            kind
                == RefusalCounts.Kind(
                    address: "192.0.2.1", route: "/rates/", status: 401, result: "a_word", reason: "no such key"))
        #expect(report { $0.isAuthenticated = true }.countedKind == nil)
    }

    /// The tenant's own limit alone: what the upstream or the gateway refuses is few enough to be kept.
    @Test func whatIsBeyondATenantsLimitIsCounted() {
        let tenantID = TenantID.make(at: Self.now)
        let limited = GatewayError.rateLimitExceeded(retryAfterSeconds: 1, reason: "tenant limit")
        #expect(limited.origin == .client)
        let kind = report(status: 429) { ($0.isAuthenticated, $0.tenantID, $0.error) = (true, tenantID, limited) }
            .countedKind
        #expect(kind?.tenantID == tenantID && kind?.status == 429)
        let busy = GatewayError.serviceUnavailable(origin: .gateway, reason: "full")
        #expect(report(status: 503) { ($0.isAuthenticated, $0.error) = (true, busy) }.countedKind == nil)
    }
}
