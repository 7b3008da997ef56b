import HTTPWire
import NIOCore
import Policy
import Store
import Transport
import Webhooks

/// What one attempt at an effect came to: what is recorded, and what the tenant is told.
enum EffectOutcome: Sendable {
    /// `object`: the answer as the upstream gave it.
    case succeeded(upstreamID: String, StoredResponse, object: JSONValue)
    case refused(StoredResponse)
    /// Certainly no effect: the key is free again.
    case abandoned(GatewayError)
    /// `relayed`: the upstream's own 5xx answer, which the tenant would have seen without us.
    case unknown(GatewayError, relayed: StoredResponse?)

    /// Reads the upstream's answer. A success without an id is no success that anybody could find again.
    init(answer: ClientResponse, intent: Intent) {
        let body = try? JSONValue.parse(answer.body)
        switch answer.status {
        case 200..<300:
            guard let body, let id = UpstreamObject.id(of: body, intent.kind) else {
                self = .lost(intent, reason: "answer \(answer.status) names no \(intent.kind.upstreamIDName)")
                return
            }
            let restored = TenantBody.restoring(intent, in: body) ?? Array(buffer: answer.body)
            self = .succeeded(
                upstreamID: id, StoredResponse(status: answer.status, body: restored), object: body)
        case 429:
            self = .abandoned(
                .rateLimitExceeded(
                    retryAfterSeconds: answer.retryAfterSeconds ?? 1, reason: "the upstream's own limit (429)"))
        case 408, 425: self = .lost(intent, reason: "the upstream answered \(answer.status)")
        case 400..<500:
            guard let body, body.objectValue != nil else {
                self = .refused(StoredResponse(status: answer.status, body: Self.plainRefusal))
                return
            }
            let restored = TenantBody.restoring(intent, in: body) ?? Array(buffer: answer.body)
            self = .refused(StoredResponse(status: answer.status, body: restored))
        default:
            let error = GatewayError.outcomeUnknown(
                status: 502, origin: .upstream, intent: intent.id, reason: "the upstream answered \(answer.status)")
            let isOwnShape = answer.status >= 500 && body?["error"]?["code"]?.stringValue != nil
            self = .unknown(
                error,
                relayed: isOwnShape ? StoredResponse(status: answer.status, body: body?.serialize() ?? []) : nil)
        }
    }

    init(failure: UpstreamFailure, intent: Intent) {
        switch failure.effect {
        case .none: self = .abandoned(.serviceUnavailable(origin: .upstream, reason: failure.reason))
        case .unknown: self = .lost(intent, reason: failure.reason)
        }
    }

    private static func lost(_ intent: Intent, reason: String) -> EffectOutcome {
        .unknown(.outcomeUnknown(status: 502, origin: .upstream, intent: intent.id, reason: reason), relayed: nil)
    }

    private static let plainRefusal = ErrorBody.json(
        .invalidRequest("The payment service refused the request.")
    ).serialize()
}
