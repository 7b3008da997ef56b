import HTTPWire
import NIOCore
import Policy
import Synchronization
import TestSupport
import Testing
import Threading
import Transport

@testable import Webhooks

/// Real sockets on the loopback, and a resolver that answers what the test wants.
struct HTTPWebhookTransportTests {
    private final class Receiver: RequestHandler {
        struct Seen: Hashable, Sendable {
            let target: String
            let host: String?
            let signature: String?
            let body: String
        }

        private let seen = Mutex<[Seen]>([])
        private let answer: @Sendable () async -> ServerResponse

        init(_ answer: @escaping @Sendable () async -> ServerResponse) { self.answer = answer }

        var requests: [Seen] { seen.withLock { $0 } }

        func respond(to request: ServerRequest) async -> ServerResponse {
            let body = try? await request.readBody(maxBytes: 100_000)
            let signature = request.head.fields.value(of: "x-webhook-signature")
            let host = request.head.fields.value(of: "host")
            seen.withLock {
                $0.append(
                    Seen(
                        target: request.head.target, host: host, signature: signature,
                        body: body.map { String(buffer: $0) } ?? ""))
            }
            return await answer()
        }

        func respond(toMalformed error: WireError, from _: PeerAddresses) -> ServerResponse {
            ServerResponse(status: error.status)
        }
    }

    private static let tenantID = TenantID.make(at: Timestamp(millisecondsSinceEpoch: 0))

    private struct Resolver: NameResolver {
        let resolve: @Sendable () async -> [String]

        func addresses(
            of name: String, for client: NameClient, within limit: Duration
        ) async throws(NameFailure) -> [IPAddress] {
            guard client == .tenant(HTTPWebhookTransportTests.tenantID) else { throw .noSuchName }
            return await resolve().compactMap { IPAddress($0) }
        }
    }

    private struct Setting {
        let port: Int
        let client: HTTPClient

        func transport(allowing networks: [String], resolving addresses: [String] = []) -> HTTPWebhookTransport {
            HTTPWebhookTransport(
                client: client, resolver: Resolver { addresses },
                addresses: AddressPolicy(allowedNetworks: networks.compactMap { CIDRBlock($0) }),
                scheduler: SystemScheduler())
        }

        func call(_ host: String = "receiver.example") throws -> WebhookCall {
            WebhookCall(
                tenantID: HTTPWebhookTransportTests.tenantID,
                url: try CallbackURL(parsing: "http://\(host):\(port)/hook?x=1", allowInsecure: true),
                fields: [("X-Webhook-Signature", "abc")], body: Array("{}".utf8))
        }
    }

    private func with(
        _ receiver: Receiver, _ body: (Setting) async throws -> Void
    ) async throws {
        let loops = EventLoops(count: 1)
        let listener = try await Listener.bind(
            ListenerConfiguration(host: "127.0.0.1", port: 0), on: loops, handler: receiver, logger: .silent)
        listener.open()
        let client = try HTTPClient(
            loops: loops, configuration: HTTPClientConfiguration(), names: AddressesOnly())
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(Setting(port: listener.localPort, client: client)))
        } catch {
            result = .failure(error)
        }
        await client.shutdown()
        await listener.drain(within: .seconds(1))
        try await loops.shutdown()
        try result.get()
    }

    @Test func dialsTheJudgedAddressUnderTheHostsName() async throws {
        let receiver = Receiver { ServerResponse(status: 202) }
        try await with(receiver) { setting in
            let transport = setting.transport(allowing: ["127.0.0.0/8"], resolving: ["127.0.0.1"])
            let answer = await transport.deliver(try setting.call(), within: .seconds(60))
            #expect(answer == .answered(status: 202, retryAfter: nil))
            #expect(
                receiver.requests == [
                    .init(
                        target: "/hook?x=1", host: "receiver.example:\(setting.port)", signature: "abc", body: "{}")
                ])
        }
    }

    @Test func neverDialsARefusedAddress() async throws {
        let receiver = Receiver { ServerResponse(status: 200) }
        try await with(receiver) { setting in
            let byName = setting.transport(allowing: [], resolving: ["127.0.0.1", "::ffff:127.0.0.1"])
            let answer = await byName.deliver(try setting.call(), within: .seconds(60))
            #expect(answer == .refused(reason: "address refused: 127.0.0.1 is loopback (RFC 1122)"))
            for literal in ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::127.0.0.1]"] {
                let answer = await byName.deliver(try setting.call(literal), within: .seconds(60))
                guard case .refused = answer else {
                    Issue.record("\(literal): \(answer)")
                    continue
                }
            }
            #expect(receiver.requests.isEmpty)
        }
    }

    /// A name that has a public and an internal address leads to the public one only.
    @Test func skipsTheRefusedAmongSeveral() async throws {
        let receiver = Receiver { ServerResponse(status: 200) }
        try await with(receiver) { setting in
            let transport = setting.transport(allowing: ["127.0.0.1/32"], resolving: ["10.0.0.1", "127.0.0.1"])
            let answer = await transport.deliver(try setting.call(), within: .seconds(60))
            #expect(answer == .answered(status: 200, retryAfter: nil))
        }
    }

    @Test func triesTheNextAddressWhileNothingWasSent() async throws {
        let receiver = Receiver { ServerResponse(status: 200) }
        try await with(receiver) { setting in
            let transport = setting.transport(allowing: ["127.0.0.0/8"], resolving: ["127.0.0.2", "127.0.0.1"])
            // The listener is bound to 127.0.0.1 alone: the first address refuses the connection.
            let answer = await transport.deliver(try setting.call(), within: .seconds(60))
            #expect(answer == .answered(status: 200, retryAfter: nil))
            #expect(receiver.requests.count == 1)
        }
    }

    @Test func doesNotFollowRedirectsAndReportsRetryAfter() async throws {
        let receiver = Receiver {
            var fields = HTTPFields()
            fields.append("Location", "/elsewhere")
            fields.append("Retry-After", "7")
            return ServerResponse(status: 307, fields: fields)
        }
        try await with(receiver) { setting in
            let transport = setting.transport(allowing: ["127.0.0.0/8"])
            let answer = await transport.deliver(try setting.call("127.0.0.1"), within: .seconds(60))
            #expect(answer == .answered(status: 307, retryAfter: "7"))
            #expect(receiver.requests.count == 1)
        }
    }

    @Test(arguments: [200, 410, 429, 500])
    func theStatusLineDecidesWhateverTheHead(status: Int) async throws {
        let receiver = Receiver {
            var fields = HTTPFields()
            fields.append("Retry-After", "7")
            for _ in 0..<100 { fields.append("X-Cache", "miss") }
            return ServerResponse(status: status, fields: fields)
        }
        try await with(receiver) { setting in
            let transport = setting.transport(allowing: ["127.0.0.0/8"])
            let answer = await transport.deliver(try setting.call("127.0.0.1"), within: .seconds(60))
            let cut = "the answer's head is too large: more than 100 fields"
            #expect(answer == .answered(status: status, retryAfter: "7", cut: cut))
            #expect(receiver.requests.count == 1)
        }
    }

    @Test(arguments: [200, 410, 429, 500])
    func theStatusLineDecidesWhateverTheBody(status: Int) async throws {
        let receiver = Receiver {
            var fields = HTTPFields()
            fields.append("Retry-After", "7")
            let page = ByteBuffer(repeating: 0x61, count: DeliveryPolicy.answerBytesMax + 1)
            return ServerResponse(status: status, fields: fields, body: page)
        }
        try await with(receiver) { setting in
            let transport = setting.transport(allowing: ["127.0.0.0/8"])
            let answer = await transport.deliver(try setting.call("127.0.0.1"), within: .seconds(60))
            let cut = "the answer is larger than \(DeliveryPolicy.answerBytesMax) bytes"
            #expect(answer == .answered(status: status, retryAfter: "7", cut: cut))
            #expect(receiver.requests.count == 1)
        }
    }

    @Test func theDeadlineCoversTheAnswer() async throws {
        let hang = Hang()
        let receiver = Receiver {
            await hang.untilReleased()
            return ServerResponse(status: 200)
        }
        try await with(receiver) { setting in
            let answer = await setting.transport(allowing: ["127.0.0.0/8"]).deliver(
                try setting.call("127.0.0.1"), within: .milliseconds(100))
            guard case .failed = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(receiver.requests.count == 1)
            hang.release()
        }
    }

    /// Also that of one which does not care about cancellation.
    @Test func theDeadlineCoversTheResolver() async throws {
        let hang = Hang()
        try await with(Receiver { ServerResponse(status: 200) }) { setting in
            let stuck = HTTPWebhookTransport(
                client: setting.client,
                resolver: Resolver {
                    await hang.untilReleased()
                    return []
                }, addresses: AddressPolicy(), scheduler: SystemScheduler())
            let answer = await stuck.deliver(try setting.call(), within: .milliseconds(100))
            #expect(answer == .failed(reason: "cannot resolve receiver.example: no answer in time"))
            hang.release()
        }
    }

    @Test func sayingNothingIsAFailure() async throws {
        let receiver = Receiver { ServerResponse(status: 200) }
        try await with(receiver) { setting in
            let nobody = setting.transport(allowing: ["127.0.0.0/8"])
            let call = WebhookCall(
                tenantID: Self.tenantID,
                url: try CallbackURL(parsing: "http://127.0.0.2:\(setting.port)/", allowInsecure: true), fields: [],
                body: [])
            guard case .failed(let reason) = await nobody.deliver(call, within: .seconds(60)) else {
                Issue.record("answered")
                return
            }
            #expect(!reason.isEmpty)
            let unresolvable = await setting.transport(allowing: [], resolving: []).deliver(
                try setting.call(), within: .seconds(60))
            #expect(unresolvable == .refused(reason: "the host has no address"))
        }
    }
}
