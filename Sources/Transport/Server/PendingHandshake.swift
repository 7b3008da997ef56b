import NIOCore

/// A connection that has not agreed on its protocol yet.
final class PendingHandshake: DrainableConnection, @unchecked Sendable {  // touched on the channel's event loop only
    private let channel: any Channel
    private let limits: ListenerLimits
    private var deadline: Scheduled<Void>?

    init(channel: any Channel, limits: ListenerLimits) {
        self.channel = channel
        self.limits = limits
    }

    func start() { closeUnlessDone(within: limits.headTimeout) }

    func finish() { deadline?.cancel() }

    var isResting: Bool { false }

    func announceDrain() {}

    func drain() {
        deadline?.cancel()
        closeUnlessDone(within: limits.drainIdleGrace)
    }

    private func closeUnlessDone(within time: Duration) {
        deadline = channel.eventLoop.scheduleTask(in: TimeAmount(time)) { [channel] in channel.close(promise: nil) }
    }
}
