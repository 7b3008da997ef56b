import HTTPWire
import NIOCore
import NIOEmbedded
import Policy

@testable import Transport

/// The connection of one request.
final class SimulatedClientSide: ClientSide, @unchecked Sendable {  // touched by the scheduler's thread only
    private static let loop = EmbeddedEventLoop()

    var memory: (any AnyObject & Sendable)?
    let peer = ConnectionPeer(remoteAddress: "192.0.2.1", isTLS: false)
    let disconnection = Disconnection(loop: loop)
    private let body: ByteBuffer

    init(body: String) { self.body = ByteBuffer(string: body) }

    func readBody(of _: RequestHead, maxBytes: Int) async throws(BodyError) -> ByteBuffer { body }
}

/// A request to the gateway, and what came back.
struct SimulatedRequest: Sendable {
    var method = "GET"
    var target: String
    var fields: [(String, String)] = []
    var body = ""

    struct Reply: Sendable {
        let status: Int
        let body: String
        let isReplayed: Bool
    }

    /// Read by the codec, as from a connection.
    var serverRequest: ServerRequest {
        var parser = RequestParser(limits: WireLimits())
        let lines = fields.map { "\($0): \($1)\r\n" }.joined()
        parser.append(
            ByteBuffer(
                string: "\(method) \(target) HTTP/1.1\r\nHost: gateway.example\r\n\(lines)"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n"))
        guard case .head(let head)? = try? parser.next() else { preconditionFailure("a head of our own is sound") }
        return ServerRequest(head: head, client: SimulatedClientSide(body: body))
    }
}
