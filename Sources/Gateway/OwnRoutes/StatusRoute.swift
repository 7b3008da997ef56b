import AuditLog
import HTTPWire
import Policy
import Store

/// `GET /status/`: how the gateway and what it needs are.
struct StatusRoute: Sendable {
    let directory: TenantDirectory
    let upstreams: UpstreamRegistry
    let audit: any AuditTrail
    let readiness: Readiness
    let pausedCurrencies: PausedCurrencies

    func answer() async -> Answer {
        let health = directory.accounts.compactMap { upstreams.upstream(of: $0.id)?.health }
        let upstream: Upstream.Health =
            health.contains(.unavailable) ? .unavailable : health.contains(.ok) ? .ok : .unknown
        let gateway = !readiness.isReady ? "draining" : audit.isHealthy ? "ok" : "degraded"
        let isOK = gateway == "ok" && upstream != .unavailable
        var body: JSONValue = [
            "status": .text(isOK ? "ok" : gateway == "draining" ? gateway : "degraded"),
            "gateway": .text(gateway), "upstream": .text(upstream.rawValue),
        ]
        let paused = await pausedCurrencies.current()
        if !paused.isEmpty { body["paused_withdrawals"] = .array(paused.map { .text($0.description) }) }
        return .json(body, status: readiness.isReady ? 200 : 503)
    }
}
