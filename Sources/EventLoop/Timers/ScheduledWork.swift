/// Work that waits for its time, each under the token of its timer: below 2³², where no stream's handle is.
struct ScheduledWork {
    private var waiting: [UInt64: (timer: TimerWheel.ID, work: () -> Void)] = [:]
    private var count: UInt64 = 0

    /// A token under which nothing waits.
    var freeToken: UInt64 {
        mutating get {
            repeat { count = (count &+ 1) & UInt64(UInt32.max) } while waiting[count] != nil
            return count
        }
    }

    mutating func put(_ work: @escaping () -> Void, timer: TimerWheel.ID, under token: UInt64) {
        waiting[token] = (timer, work)
    }

    mutating func take(_ token: UInt64) -> (timer: TimerWheel.ID, work: () -> Void)? {
        waiting.removeValue(forKey: token)
    }
}
