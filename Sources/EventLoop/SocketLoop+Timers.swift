/// Timers: a deadline for each stream, and work for later.
extension SocketLoop {
    /// Calls the handler's `deadlinePassed` once, unless it is moved or cleared before: some instructions, so that every
    /// request may move it.
    ///
    /// - Parameter deadline: in monotonic nanoseconds (`now`); replaces the earlier one.
    package func setDeadline(of stream: SlabHandle, at deadline: UInt64) {
        preconditionOnLoop()
        guard let slot = streams.pointer(to: stream) else { return }
        wheel.arm(slot.pointee.timer, at: deadline)
    }

    package func clearDeadline(of stream: SlabHandle) {
        preconditionOnLoop()
        guard let slot = streams.pointer(to: stream) else { return }
        wheel.disarm(slot.pointee.timer)
    }

    /// Work of the loop's own for later; for what is rare, as it allocates.
    func schedule(at deadline: UInt64, _ work: @escaping () -> Void) {
        let token = scheduled.freeToken
        let timer = wheel.add(token: token)
        scheduled.put(work, timer: timer, under: token)
        wheel.arm(timer, at: deadline)
    }

    var millisecondsToNextTimer: Int32 {
        guard let next = wheel.nextWakeUp else { return -1 }
        guard next > now else { return 0 }
        // Rounded up: to wake up too early is to wake up twice.
        return Int32(clamping: (next - now + 999_999) / 1_000_000)
    }

    func expireTimers() {
        while let token = wheel.next(dueAt: now) {
            if token > Self.wakeUpToken { expireDeadline(of: SlabHandle(rawValue: token)) } else { runScheduled(token) }
        }
    }

    private func expireDeadline(of stream: SlabHandle) {
        guard let handler = streams.pointer(to: stream)?.pointee.handler else { return }
        activity.enter(type(of: handler))
        handler.deadlinePassed(of: stream, on: self)
    }

    private func runScheduled(_ token: UInt64) {
        guard let due = scheduled.take(token) else { return }
        wheel.remove(due.timer)
        due.work()
    }
}
