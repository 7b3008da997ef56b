import NIOCore
import Synchronization

/// The shell around `World`: holds its lock, performs its actions on the event loop that caused them.
final class SimulatorCore: Sendable {
    private let world: Mutex<World>
    private let sender: WebhookSender

    init(_ configuration: SimulatorConfiguration, group: any EventLoopGroup) throws(SimulatorError) {
        world = Mutex(try World(configuration))
        sender = WebhookSender(group: group, configuration: configuration)
    }

    func accept() -> Fault.Cut? {
        world.withLock {
            $0.counters.connections += 1
            return $0.faults.isEmpty ? nil : $0.faults.takeAtAccept()
        }
    }

    func begin(_ request: Request) -> (phase: Fault.Phase, cut: Fault.Cut)? { world.withLock { $0.begin(request) } }

    func receive(_ request: Request, on loop: any EventLoop) -> Reaction {
        let (reaction, actions) = world.withLock { ($0.receive(request, now: .now), $0.takeActions()) }
        perform(actions, on: loop)
        return reaction
    }

    func react(to request: Request, plan: FaultPlan, on loop: any EventLoop) -> Reaction {
        let (reaction, actions) = world.withLock {
            ($0.react(to: request, plan: plan, now: .now), $0.takeActions())
        }
        perform(actions, on: loop)
        return reaction
    }

    private func perform(_ actions: [Action], on loop: any EventLoop) {
        for action in actions {
            switch action {
            case .wake(let delay, let timer):
                loop.scheduleTask(in: delay) { [self] in
                    perform(
                        world.withLock {
                            $0.fire(timer, now: .now)
                            return $0.takeActions()
                        }, on: loop)
                }
            case .post(let post):
                // After the present tick, so that an answer that is being written goes out first.
                loop.execute { [self] in
                    sender.send(post, on: loop) { [self] end in answered(post.id, end, on: loop) }
                }
            }
        }
    }

    private func answered(_ id: Int, _ end: WebhookSender.End, on loop: any EventLoop) {
        perform(
            world.withLock {
                $0.webhookAnswered(id, httpStatus: end.httpStatus, error: end.error, now: .now)
                return $0.takeActions()
            }, on: loop)
    }
}
