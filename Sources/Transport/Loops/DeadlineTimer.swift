import NIOCore

/// One timer that is re-armed for every wait without a queue operation each time: it fires at the earliest time ever
/// asked for, looks at the deadline in force then, and sleeps on if that lies ahead. Confined to its event loop.
final class DeadlineTimer {
    private let loop: any EventLoop
    private let expired: () -> Void
    private var deadline: NIODeadline?
    private var scheduled: (task: Scheduled<Void?>, at: NIODeadline)?

    init(loop: any EventLoop, expired: @escaping () -> Void) {
        self.loop = loop
        self.expired = expired
    }

    func arm(_ deadline: NIODeadline) {
        self.deadline = deadline
        if let scheduled, scheduled.at <= deadline { return }
        scheduled?.task.cancel()
        schedule(at: deadline)
    }

    func disarm() { deadline = nil }

    func cancel() {
        deadline = nil
        scheduled?.task.cancel()
        scheduled = nil
    }

    private func schedule(at deadline: NIODeadline) {
        let task = loop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] () -> Void? in self?.fire() }
        scheduled = (task, deadline)
    }

    private func fire() {
        scheduled = nil
        guard let deadline else { return }
        if deadline <= .now() {
            self.deadline = nil
            expired()
        } else {
            schedule(at: deadline)
        }
    }
}
