import Policy
import Synchronization
import Webhooks

/// Receivers as functions, and a record of every call.
final class FakeTransport: WebhookTransport {
    typealias Receiver = @Sendable (_ call: WebhookCall, _ attempt: Int, _ deadline: Duration) async -> WebhookAnswer

    private struct State {
        var calls: [WebhookCall] = []
        var underWay: [String: Int] = [:]
        var mostUnderWay: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let receiver: Receiver

    init(_ receiver: @escaping Receiver) { self.receiver = receiver }

    convenience init(status: Int) { self.init { _, _, _ in .answered(status: status, retryAfter: nil) } }

    var calls: [WebhookCall] { state.withLock { $0.calls } }
    func calls(to url: String) -> [WebhookCall] { calls.filter { $0.url.text == url } }
    func underWay(to url: String) -> Int { state.withLock { $0.underWay[url, default: 0] } }
    func mostUnderWay(to url: String) -> Int { state.withLock { $0.mostUnderWay[url, default: 0] } }

    func deliver(_ call: WebhookCall, within deadline: Duration) async -> WebhookAnswer {
        let url = call.url.text
        let attempt = state.withLock { state in
            state.calls.append(call)
            state.underWay[url, default: 0] += 1
            state.mostUnderWay[url] = max(state.mostUnderWay[url, default: 0], state.underWay[url, default: 0])
            return state.calls.count { $0.url.text == url }
        }
        defer { state.withLock { $0.underWay[url, default: 0] -= 1 } }
        return await receiver(call, attempt, deadline)
    }
}

extension WebhookCall {
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
}
