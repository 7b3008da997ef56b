import HTTPWire
import NIOCore
import Policy
import Store
import Transport
import Objects

/// What one attempt at an effect came to: what is recorded, and what the tenant is told.
enum EffectOutcome: Sendable {
    /// `object`: the answer as the upstream gave it.
    case succeeded(upstreamID: String, StoredResponse, object: JSONValue)
    /// Of the request itself, and so kept for its key.
    case refused(StoredResponse)
    /// The upstream's refusal is shown and not kept: the key is free again.
    case turnedAway(StoredResponse)
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
            self = .succeeded(upstreamID: id, Self.restored(answer, body, intent), object: body)
        case 400..<500: self = Self.refusal(answer, body, intent)
        default:
            let error = GatewayError.outcomeUnknown(
                status: 502, origin: .upstream, intent: intent.id, reason: "the upstream answered \(answer.status)")
            let isOwnShape = answer.status >= 500 && body?["error"]?["code"]?.stringValue != nil
            self = .unknown(error, relayed: isOwnShape ? Self.restored(answer, body, intent) : nil)
        }
    }

    private static func refusal(_ answer: ClientResponse, _ body: JSONValue?, _ intent: Intent) -> EffectOutcome {
        switch UpstreamRefusal(status: answer.status, body: body) {
        case .ofRequest?: return .refused(restored(answer, body, intent))
        case .ofAccount?: return .turnedAway(restored(answer, body, intent))
        case .rateLimited?:
            return .abandoned(
                .rateLimitExceeded(
                    retryAfterSeconds: answer.retryAfterSeconds ?? 1, reason: "the upstream's own limit (429)"))
        case nil: return foreignRefusal(answer, body, intent)
        }
    }

    /// Not the API's own word. Of a payment it is passed on and not kept: no money leaves, and the same key may ask again.
    /// Of a withdrawal it says nothing.
    private static func foreignRefusal(
        _ answer: ClientResponse, _ body: JSONValue?, _ intent: Intent
    ) -> EffectOutcome {
        let isOwnShape = body?["error"]?["code"] != nil
        let isDoubtful = isOwnShape || UpstreamRefusal.doubtfulStatuses.contains(answer.status)
        guard intent.kind == .payment, !isDoubtful else {
            return .lost(intent, reason: "the upstream answered \(answer.status), which says nothing of an effect")
        }
        if answer.status == 429 {
            return .abandoned(
                .rateLimitExceeded(
                    retryAfterSeconds: answer.retryAfterSeconds ?? 1, reason: "a limit before the upstream (429)"))
        }
        return .turnedAway(restored(answer, body, intent))
    }

    /// With the tenant's own values. What is no JSON object is not shown: it is some other server's.
    private static func restored(_ answer: ClientResponse, _ body: JSONValue?, _ intent: Intent) -> StoredResponse {
        guard let body, body.objectValue != nil else {
            return StoredResponse(status: answer.status, body: plainRefusal)
        }
        return StoredResponse(
            status: answer.status,
            body: TenantBody.restoring(intent, in: body, of: answer.body.readableBytesView)
                ?? Array(buffer: answer.body))
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
