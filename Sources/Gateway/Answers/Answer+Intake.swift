import HTTPWire
import NIOCore
import Policy
import Webhooks

extension Answer {
    /// What the upstream is told of its webhook: 2xx only for what is durable, so that it sends the rest again.
    init(intake result: IntakeResult) throws(GatewayError) {
        switch result {
        case .accepted: self = .json(["status": "accepted"])
        case .duplicate:
            self = .json(["status": "accepted"])
            self.result = "duplicate"
        case .badSignature: throw .authenticationFailed("the webhook's signature is wrong")
        case .unknown: throw .notFound()
        case .malformed(let reason): throw .invalidRequest("The webhook is malformed: \(reason).")
        case .unavailable:
            throw .serviceUnavailable(origin: .gateway, reason: "the webhook could not be stored")
        }
    }
}
