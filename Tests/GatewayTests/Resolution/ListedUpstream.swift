import NIOCore
import Synchronization

@testable import HTTPWire
@testable import Transport

/// An account that shows its payments in lists, the newest first, and counts what it is asked.
final class ListedUpstream: OutboundHTTP {
    private struct State {
        var objects: [JSONValue] = []
        var questions: [String] = []
        var limits = 0
    }

    private let state = Mutex(State())

    /// Newest first.
    func show(_ objects: [JSONValue]) { state.withLock { $0.objects = objects } }

    /// So many answers to come are 429.
    func limit(_ answers: Int) { state.withLock { $0.limits = answers } }

    /// The targets that were asked, tokens aside.
    var questions: [String] { state.withLock { $0.questions } }

    func send(_ request: ClientRequest, deadlines: ClientDeadlines) async throws(ClientError) -> ClientResponse {
        guard request.target != "/o/token/" else {
            return Self.answer(200, ["access_token": "t", "token_type": "Bearer", "expires_in": .integer(360_000)])
        }
        let (objects, isLimited) = state.withLock { state in
            state.questions.append(request.target)
            state.limits -= 1
            return (state.objects, state.limits >= 0)
        }
        guard !isLimited else { return Self.answer(429, [:], retryAfter: true) }
        if let asked = (try? JSONValue.parse(request.body))?["transaction_id"] {
            let found = objects.first { $0["transaction_id"] == asked }
            return found.map { Self.answer(200, $0) } ?? Self.answer(404, [:])
        }
        let query = request.target.split(separator: "?").last.map(String.init) ?? ""
        let values = Dictionary(
            query.split(separator: "&").map { $0.split(separator: "=") }.map { ($0[0], String($0[1])) }
        ) { $1 }
        let matching = values["order_id"].map { id in objects.filter { $0["order_id"]?.stringValue == id } } ?? objects
        let offset = min(values["offset"].flatMap { Int($0) } ?? 0, matching.count)
        let page = Array(matching[offset...].prefix(values["limit"].flatMap { Int($0) } ?? 20))
        return Self.answer(200, ["count": .integer(matching.count), "results": .array(page)])
    }

    static let retryAfter: Duration = .seconds(900)

    private static func answer(_ status: Int, _ body: JSONValue, retryAfter: Bool = false) -> ClientResponse {
        let bytes = body.serialize()
        let field = FieldSection.Line(name: 0..<11, value: 13..<16)
        let head = ResponseHead(
            status: status,
            fields: FieldSection(head: ByteBuffer(string: "retry-after: 900"), lines: retryAfter ? [field] : []),
            bodyFraming: .contentLength(bytes.count), keepAlive: true)
        return ClientResponse(head: head, body: ByteBuffer(bytes: bytes))
    }
}
