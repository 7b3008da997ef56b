import HTTPWire
import NIOCore
import NIOHTTP1
import Policy
import Transport

@testable import CryptofuseSimulator

/// What lies between the gateway and the upstream, and the upstream: the same `World` that the simulator serves. While it
/// is unkind, it refuses, loses, delays, cuts off, doubles and answers for others.
final class SimulatedNetwork: @unchecked Sendable {  // touched by the scheduler's thread only
    private(set) var world: World
    var isUnkind = true
    /// Carries each request twice, as no network does: for proof that it would be noticed.
    var carriesTwice = false
    /// Withdrawals that no call shows any more.
    var forgotten: Set<String> = []
    /// Withdrawals that had come back.
    var paidOutAfterAll: Set<String> = []
    private let scheduler: SimulatedScheduler
    /// Takes a webhook to whatever process listens; the status of its answer.
    var deliver: @Sendable (WebhookPost) async -> Int? = { _ in nil }

    init(_ world: World, scheduler: SimulatedScheduler) {
        self.world = world
        self.scheduler = scheduler
    }

    private var wallTime: WallTime { WallTime(milliseconds: scheduler.now().millisecondsSinceEpoch) }

    /// Changes the upstream's world as its own events would.
    func change(_ body: (inout World, WallTime) -> Void) {
        speakAnew()
        body(&world, wallTime)
        perform(world.takeActions())
    }

    /// The documents contradict one another on the forms of webhooks and answers: an unkind upstream uses all of them.
    private func speakAnew() {
        guard isUnkind else {
            (world.settings.dialect, world.settings.lists) = (WebhookDialect(), ListDialect())
            return
        }
        var dialect = WebhookDialect()
        dialect.flatSpecialCases = scheduler.choices.chance(30)
        dialect.flatWithdrawals = scheduler.choices.chance(30)
        dialect.flatWithoutID = scheduler.choices.chance(50)
        dialect.endsWithoutTotals = scheduler.choices.chance(30)
        dialect.differingInnerID = scheduler.choices.chance(10)
        dialect.partialStatus = scheduler.choices.pick(WebhookDialect.PartialStatus.allCases)
        world.settings.dialect = dialect
        world.settings.lists.omitsRejected = scheduler.choices.chance(30)
        world.settings.lists.ignoresReferences = scheduler.choices.chance(10)
        world.settings.lists.hidesWithdrawals = scheduler.choices.chance(10)
    }

    // MARK: Requests to the upstream

    /// Whoever sent it may be dead or tired of waiting when it arrives: it takes effect all the same.
    func carry(
        _ request: ClientRequest, _ deadlines: ClientDeadlines, to waiter: Pending<Result<ClientResponse, ClientError>>
    ) {
        scheduler.after(deadlines.total) {
            waiter.succeed(.failure(.lost(.timedOut(.head), "the simulated upstream did not answer in time")))
        }
        if carriesTwice { arrive(request, after: .zero, Pending()) }
        switch isUnkind ? scheduler.choices.pick(Journey.unkind) : .arrives {
        case .refused:
            let kind = scheduler.choices.pick([ClientError.Kind.connectFailed, .closed])
            later(0...50, .failure(.init(kind: kind, requestBytesWritten: false, reason: "refused")), waiter)
        case .cutOff: later(0...50, .failure(.lost(.closed, "cut off")), waiter)
        case .vanishes: break
        case .standIn(let status): later(0...50, .success(.simulated(status: status, body: "{}")), waiter)
        case .arrives: arrive(request, after: scheduler.choices.milliseconds(0...20), waiter)
        case .arrivesLate: arrive(request, after: deadlines.total * 2, waiter)
        }
    }

    private func arrive(
        _ request: ClientRequest, after delay: Duration, _ waiter: Pending<Result<ClientResponse, ClientError>>
    ) {
        scheduler.after(delay) { [self] in
            speakAnew()
            let reaction = world.receive(Request(simulating: request), now: wallTime)
            perform(world.takeActions())
            guard case .answer(let answer, _) = reaction else { return }
            answerTo(answer, of: request, waiter)
        }
    }

    private func answerTo(
        _ answer: Answer, of request: ClientRequest, _ waiter: Pending<Result<ClientResponse, ClientError>>
    ) {
        switch isUnkind ? scheduler.choices.pick(WayBack.unkind) : .arrives {
        case .arrives:
            later(0...20, .success(.simulated(status: answer.status, body: String(buffer: answer.body))), waiter)
        case .cutOff: later(0...20, .failure(.lost(.closed, "cut off")), waiter)
        case .garbled: later(0...20, .failure(.lost(.malformedResponse, "garbled")), waiter)
        case .vanishes: break
        case .standIn where asksTwice(request):
            later(0...20, .success(.simulated(status: 409, body: Self.taken)), waiter)
        case .standIn(let status): later(0...20, .success(.simulated(status: status, body: "<html>")), waiter)
        case .withoutBody: later(0...20, .success(.simulated(status: answer.status, body: "")), waiter)
        }
    }

    /// Whether what answers in the upstream's place has repeated the creation and passes on the second answer: now and then,
    /// by the clock, so that no other choice depends on it.
    private func asksTwice(_ request: ClientRequest) -> Bool {
        request.method.name == "POST" && ["/payments/", "/withdrawal/"].contains(request.target)
            && scheduler.nanoseconds / 1_000_000 % 2 == 0
    }

    /// What the upstream says to the second of two equal requests: nothing of what the first one did.
    private static let taken = #"{"error":{"code":"invalid_request","message":"\#(repetition)"}}"#
    /// Says nothing of an effect, and is nobody's to see.
    static let repetition = "somebody asked for this before"

    private func later(
        _ milliseconds: ClosedRange<Int>, _ result: Result<ClientResponse, ClientError>,
        _ waiter: Pending<Result<ClientResponse, ClientError>>
    ) {
        scheduler.after(scheduler.choices.milliseconds(milliseconds)) { waiter.succeed(result) }
    }

    // MARK: The upstream's own doing

    private func perform(_ actions: [Action]) {
        for action in actions {
            switch action {
            case .wake(let delay, let timer):
                scheduler.after(.nanoseconds(delay.nanoseconds)) { [self] in
                    change { world, now in world.fire(timer, now: now) }
                }
            case .post(let post): send(post)
            }
        }
    }

    private func send(_ post: WebhookPost) {
        let fate = isUnkind ? scheduler.choices.pick(WebhookFate.unkind) : .arrives
        if fate == .comesTwice {
            scheduler.after(scheduler.choices.milliseconds(0...5000)) { [scheduler, deliver] in
                scheduler.start { _ = await deliver(post) }
            }
        }
        scheduler.after(scheduler.choices.milliseconds(0...30)) { [self] in
            guard fate != .lost else { return answered(post, nil) }
            scheduler.start { [self] in
                let status = await deliver(post)
                answered(post, fate == .answerLost ? nil : status)
            }
        }
    }

    private func answered(_ post: WebhookPost, _ status: Int?) {
        change { world, now in
            world.webhookAnswered(post.id, httpStatus: status, error: status == nil ? "no answer" : nil, now: now)
        }
    }
}

/// What becomes of a request on its way.
private enum Journey {
    case arrives, arrivesLate, refused, cutOff, vanishes
    /// Something before the upstream answers in its place.
    case standIn(Int)

    static let unkind: [Journey] =
        Array(repeating: .arrives, count: 30)
        + [.arrivesLate, .refused, .cutOff, .vanishes, .standIn(401), .standIn(429), .standIn(503)]
}

private enum WayBack {
    case arrives, cutOff, garbled, vanishes, withoutBody
    case standIn(Int)

    static let unkind: [WayBack] =
        Array(repeating: .arrives, count: 30) + [.cutOff, .garbled, .vanishes, .withoutBody, .standIn(502)]
}

private enum WebhookFate: Equatable {
    case arrives, lost, comesTwice, answerLost

    static let unkind: [WebhookFate] = Array(repeating: .arrives, count: 5) + [.lost, .comesTwice, .answerLost]
}

extension ClientError {
    fileprivate static func lost(_ kind: Kind, _ reason: String) -> ClientError {
        ClientError(kind: kind, requestBytesWritten: true, reason: reason)
    }
}

extension Request {
    fileprivate init(simulating request: ClientRequest) {
        var headers = HTTPHeaders()
        request.fields.forEach { headers.add(name: $0, value: $1) }
        self.init(
            HTTPRequestHead(
                version: .http1_1, method: HTTPMethod(rawValue: request.method.name), uri: request.target,
                headers: headers), isFromLoopback: true)
        body = request.body
    }
}
