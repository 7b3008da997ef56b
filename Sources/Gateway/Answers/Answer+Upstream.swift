import HTTPWire
import NIOCore
import Policy
import Store
import Transport
import Objects

extension Answer {
    /// Of an answer that is about no object of the tenant: a callback URL in it is the gateway's own, and may be another
    /// tenant's.
    func hidingCallbacks(of upstream: Upstream) -> Answer {
        guard let hidden = TenantBody.hidingCallbacks(upstream.callbackScan, in: body) else { return self }
        var answer = self
        answer.body = hidden
        return answer
    }

    /// An upstream answer, as far as a tenant may see it: status and JSON body. Cookies, server and limit fields stay.
    ///
    /// - Throws: 502 when it is no JSON, 429 for the upstream's own limit.
    init(upstream response: ClientResponse) throws(GatewayError) {
        if response.status == 429 {
            throw .rateLimitExceeded(
                retryAfterSeconds: response.retryAfterSeconds ?? 1, reason: "the upstream's own limit")
        }
        guard response.isJSON, (200..<600).contains(response.status) else {
            let type = response.head.fields.value(of: "content-type") ?? ""
            throw .upstreamUnreachable(reason: "the upstream answered \(response.status) with \"\(type)\", not JSON")
        }
        self.init(
            status: response.status, body: response.body, result: response.status < 400 ? "ok" : "upstream_error")
        isStorable = response.status == 200 && !response.forbidsKeeping
        if response.status == 503, let seconds = response.retryAfterSeconds {
            fields.append("Retry-After", String(seconds))
        }
    }
}

extension ClientResponse {
    /// RFC 9111 section 5.2.2; a directive in doubt forbids.
    fileprivate var forbidsKeeping: Bool {
        guard let value = head.fields.value(of: "cache-control")?.lowercased() else { return false }
        return ["no-store", "no-cache", "private"].contains { value.contains($0) }
    }

    fileprivate var isJSON: Bool { head.fields.hasMediaType("application/json") }
}
