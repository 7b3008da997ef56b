import NIOCore

/// One timer that is re-armed for every wait without a queue operation each time: it fires at the earliest time ever
/// asked for, looks at the deadline in force then, and sleeps on if that lies ahead. Confined to its event loop.
final class DeadlineTimer {
    private let loop: any EventLoop
    private let expired: () -> Void
    private var deadline: NIODeadline?
    private var scheduled: Scheduled<Void?>?
    private var firesAt = NIODeadline.distantFuture

    init(loop: any EventLoop, expired: @escaping () -> Void) {
        self.loop = loop
        self.expired = expired
    }

    func arm(_ deadline: NIODeadline) {
        self.deadline = deadline
        if firesAt <= deadline { return }
        scheduled?.cancel()
        schedule(at: deadline)
    }

    func disarm() { deadline = nil }

    func cancel() {
        deadline = nil
        scheduled?.cancel()
        scheduled = nil
        firesAt = .distantFuture
    }

    private func schedule(at deadline: NIODeadline) {
        firesAt = deadline
        scheduled = loop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] () -> Void? in self?.fire() }
    }

    private func fire() {
        scheduled = nil
        firesAt = .distantFuture
        guard let deadline else { return }
        if deadline <= .now() {
            self.deadline = nil
            expired()
        } else {
            schedule(at: deadline)
        }
    }
}
