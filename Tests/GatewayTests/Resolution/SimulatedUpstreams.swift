import NIOCore
import Synchronization

@testable import HTTPWire
@testable import Transport

/// Upstream accounts by host: some answer lists with one object of the reference that is asked for, some never answer.
final class SimulatedUpstreams: OutboundHTTP {
    private struct State {
        var questions: [String: Int] = [:]
        var hanging: [String: [CheckedContinuation<Void, Never>]] = [:]
        var deadlines: [ClientDeadlines] = []
    }

    private let state = Mutex(State())
    private let hangingHosts: Set<String>

    init(hangingHosts: Set<String> = []) { self.hangingHosts = hangingHosts }

    /// How many questions a host has got.
    func questions(to host: String) -> Int { state.withLock { $0.questions[host, default: 0] } }

    /// Those of each question, in order.
    var deadlines: [ClientDeadlines] { state.withLock { $0.deadlines } }

    /// Lets the questions end that hang now, without an answer.
    func releaseHanging() {
        let continuations = state.withLock { state in
            defer { state.hanging = [:] }
            return state.hanging.values.joined()
        }
        for continuation in continuations { continuation.resume() }
    }

    func send(_ request: ClientRequest, deadlines: ClientDeadlines) async throws(ClientError) -> ClientResponse {
        guard request.target != "/o/token/" else {
            return Self.answer(200, #"{"access_token":"t","token_type":"Bearer","expires_in":3600}"#)
        }
        let host = request.origin.host
        state.withLock { state in
            state.questions[host, default: 0] += 1
            state.deadlines.append(deadlines)
        }
        if hangingHosts.contains(host) {
            await withCheckedContinuation { continuation in
                state.withLock { $0.hanging[host, default: []].append(continuation) }
            }
            return Self.answer(503, "{}")
        }
        guard let reference = request.target.split(separator: "order_id=").dropFirst().first else {
            return Self.answer(200, String(buffer: request.body).replacing("}", with: #","status":"waiting"}"#))
        }
        return Self.answer(200, #"{"results":[{"transaction_id":"tx-\#(reference)","order_id":"\#(reference)"}]}"#)
    }

    private static func answer(_ status: Int, _ body: String) -> ClientResponse {
        let head = ResponseHead(
            status: status, fields: FieldSection(head: ByteBuffer(), lines: []),
            bodyFraming: .contentLength(body.utf8.count), keepAlive: true)
        return ClientResponse(head: head, body: ByteBuffer(string: body))
    }
}
