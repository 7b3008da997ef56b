import HTTPWire
import NIOCore
import Policy
import Webhooks

extension Answer {
    /// What the upstream is told of its webhook: 2xx only for what is durable, so that it sends the rest again.
    init(intake result: IntakeResult) {
        switch result {
        case .accepted(let webhook):
            self = .json(["status": "accepted"])
            self.result = webhook.tenantID == nil ? "unattributed" : "accepted"
        case .duplicate:
            self = .json(["status": "accepted"])
            self.result = "duplicate"
        case .badSignature: self.init(.authenticationFailed("the webhook's signature is wrong"))
        case .unknown: self.init(.notFound())
        case .malformed(let reason):
            self.init(.invalidRequest("The webhook is malformed: \(reason)."))
            self.result = "malformed"
        case .unavailable:
            self.init(.serviceUnavailable(origin: .gateway, reason: "the webhook could not be stored"))
            self.result = "unavailable"
        }
    }
}
