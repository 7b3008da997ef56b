import HTTPWire
import NIOCore
import Policy
import Synchronization
import Transport

/// A merchant's webhook endpoint: verifies each call as the guide's PHP does, and shows it.
final class DemoReceiver: RequestHandler {
    struct Message: Sendable {
        let isGenuine: Bool
        let objectID: String
        let status: String
    }

    /// Far above any webhook of the contract.
    private static let bodyBytesMax = 64 * 1024

    private let secret: Secret<String>
    private let received = Mutex<[Message]>([])

    init(secret: Secret<String>) { self.secret = secret }

    var messages: [Message] { received.withLock(\.self) }

    func respond(to request: ServerRequest) async -> ServerResponse {
        guard let body = try? await request.readBody(maxBytes: Self.bodyBytesMax) else {
            return ServerResponse(status: 400)
        }
        let bytes = Array(buffer: body)
        let signature = request.head.fields.value(of: "x-webhook-signature") ?? ""
        let isGenuine = CallbackSignature.verify(signature, over: bytes, secrets: [secret])
        let json = try? JSONValue.parse(bytes)
        let message = Message(
            isGenuine: isGenuine,
            objectID: (json?["transaction_id"] ?? json?["withdrawal_id"])?.stringValue ?? "?",
            status: json?["status"]?.stringValue ?? "?")
        received.withLock { $0.append(message) }
        Console.show(
            "  webhook  \(message.objectID)  \(message.status)  \(isGenuine ? "signature valid" : "SIGNATURE INVALID")")
        return ServerResponse(status: isGenuine ? 200 : 401)
    }

    func respond(toMalformed error: WireError, from _: PeerAddresses) -> ServerResponse {
        ServerResponse(status: error.status)
    }
}
