import Policy
import Webhooks

/// The tenants' receivers, and what lies before them. While it is unkind, calls get lost, their answers too, and receivers
/// are slow or fail.
final class SimulatedReceivers: @unchecked Sendable {  // touched by the scheduler's thread only
    /// A call that arrived.
    struct Receipt: Hashable, Sendable {
        let eventID: String
        let url: String
        let body: [UInt8]
        let wasTaken: Bool
    }

    private(set) var receipts: [Receipt] = []
    var isUnkind = false
    /// Answers as if it had got every call, and gets none, as no receiver does: for proof that it would be noticed.
    var pretends = false
    private let scheduler: SimulatedScheduler

    init(scheduler: SimulatedScheduler) { self.scheduler = scheduler }

    static func url(ofTenant number: Int) -> String { "https://shop-\(number).example/hooks" }

    /// What arrives does so whether or not the process lives that sent it.
    func carry(
        _ call: WebhookCall, url: String, within deadline: Duration, to sender: Pending<WebhookAnswer>
    ) {
        guard !pretends else { return sender.succeed(.answered(status: 200, retryAfter: nil)) }
        let isLost = isUnkind && scheduler.choices.oneIn(6)
        let status = isUnkind && scheduler.choices.oneIn(5) ? scheduler.choices.pick([429, 500, 503]) : 200
        let isAnswerLost = isUnkind && scheduler.choices.oneIn(8)
        let isSlow = isUnkind && scheduler.choices.oneIn(10)
        let arrival = scheduler.choices.milliseconds(isSlow ? 5000...30_000 : 1...200)
        if !isLost {
            scheduler.after(arrival) { [self] in
                arrive(call, url, status)
                if !isAnswerLost { sender.succeed(.answered(status: status, retryAfter: nil)) }
            }
        }
        scheduler.after(deadline) { sender.succeed(.failed(reason: "no answer in time")) }
    }

    private func arrive(_ call: WebhookCall, _ url: String, _ status: Int) {
        let eventID = call.fields.first { $0.name == "webhook-id" }?.value ?? "none"
        receipts.append(Receipt(eventID: eventID, url: url, body: call.body, wasTaken: (200...299).contains(status)))
    }
}

/// A process's way to them.
struct ProcessWebhookTransport: WebhookTransport {
    struct NoAnswer: Error {}

    let process: SimulatedProcess
    let receivers: SimulatedReceivers

    func deliver(_ call: WebhookCall, within deadline: Duration) async -> WebhookAnswer {
        let answer = process.open { sender in
            receivers.carry(call, url: "\(call.url)", within: deadline, to: sender)
        }
        return (try? await answer.value()) ?? .failed(reason: "the process died")
    }
}
