import HTTPWire
import Policy
import Transport

/// `POST /o/token/`: a tenant's credential for a token (RFC 6749 section 4.4).
struct TokenRoute: Sendable {
    let endpoint: TokenEndpoint
    let directory: TenantDirectory

    func answer(
        _ request: ServerRequest, _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        let body = try await request.body(bytesMax: TokenEndpoint.bodyBytesMax)
        var answer: Answer
        do throws(TokenEndpoint.Refusal) {
            let grant = try endpoint.grant(
                request.head, body: body, certificate: request.clientCertificate, in: directory.current,
                now: exchange.startedAt)
            exchange.tenantID = grant.tenantID
            exchange.isAuthenticated = true
            answer = .json(grant.body)
        } catch {
            exchange.tenantID = error.tenantID
            exchange.claimed = error.clientID
            exchange.refusal = error.reason
            answer = .json(
                ["error": .text(error.error), "error_description": .text(error.description)], status: error.status)
            answer.result = error.error
            if error.status == 401 { answer.fields.append("WWW-Authenticate", "Basic realm=\"fusegate\"") }
        }
        // RFC 6749 section 5.1.
        answer.fields.append("Cache-Control", "no-store")
        answer.fields.append("Pragma", "no-cache")
        return answer
    }
}
