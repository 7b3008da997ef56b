import HTTPWire
import NIOCore
import Policy
import Transport
import Webhooks

/// `POST /hooks/cryptofuse/{account}/{token}/`: what the upstream says of an intent's object.
struct HookRoute: Sendable {
    let intake: WebhookIntake
    let bodyBytesMax: Int

    func answer(
        _ request: ServerRequest, _ parameters: PathParameters, _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        guard case .webhook(let account, let token) = parameters else { throw .notFound() }
        return try await answer(request, account: String(account), token: String(token), &exchange)
    }

    private func answer(
        _ request: ServerRequest, account: String, token: String, _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        // Before its body: what a stranger sends to a made-up address is not waited for.
        guard await intake.expects(account: account, token: token) else {
            exchange.refusal = "no such callback address"
            throw .notFound()
        }
        let body = try await request.body(bytesMax: bodyBytesMax)
        let result = await intake.accept(
            account: account, token: token, signature: request.head.fields.value(of: "x-webhook-signature"),
            body: body, now: exchange.startedAt)
        note(result, of: account, &exchange)
        return Answer(intake: result)
    }

    private func note(_ result: IntakeResult, of account: String, _ exchange: inout Exchange) {
        exchange.isAuthenticated = result.isFromUpstream
        exchange.accountID = result.isFromUpstream ? AccountID(account) : nil
        switch result {
        case .accepted(let webhook):
            exchange.webhook = webhook
            exchange.tenantID = webhook.tenantID
            exchange.intentID = webhook.intentID
            exchange.upstreamID = webhook.upstreamID
        case .malformed(let reason): exchange.refusal = reason
        case .badSignature: exchange.refusal = "the webhook's signature is wrong"
        case .duplicate, .unknown, .unavailable: break
        }
    }
}
