import Gateway
import HTTPWire
import Synchronization
import Transport

/// Answers each request by the gateway in force when its head arrived, with that gateway's settings to its end.
final class GatewayInForce: RequestHandler {
    private let gateway: Mutex<Gateway>

    init(_ gateway: Gateway) { self.gateway = Mutex(gateway) }

    func replace(by new: Gateway) { gateway.withLock { $0 = new } }

    private var current: Gateway { gateway.withLock { $0 } }

    func respond(to request: ServerRequest) async -> ServerResponse { await current.respond(to: request) }

    func respond(toMalformed error: WireError, from addresses: PeerAddresses) -> ServerResponse {
        current.respond(toMalformed: error, from: addresses)
    }
}
