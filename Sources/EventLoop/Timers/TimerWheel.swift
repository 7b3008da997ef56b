/// Deadlines of many timers: arming, disarming and finding what is due cost a few instructions each, no allocation and
/// no system call.
///
/// A hierarchical wheel: seven levels of 64 slots cover every instant that a `UInt64` of nanoseconds can name. A timer is
/// never early and at most one tick late. A deadline that is moved back leaves its timer where it is: at the old
/// instant it is put where it belongs then, so that a connection that moves its deadline with every request moves a number.
package struct TimerWheel: Sendable {
    /// 2²² ns, some 4.2 ms.
    static let tickShift: UInt64 = 22
    package static let tickNanoseconds: UInt64 = 1 << tickShift
    private static let slotBits: UInt64 = 6
    private static let slotsPerLevel = 64
    private static let levelCount = 7
    /// The list of what is due already stands behind the slots.
    private static let dueList = Int32(levelCount * slotsPerLevel)
    private static let none: Int32 = -1
    private static let never = UInt64.max

    /// Names a timer from `add` to `remove`.
    package struct ID: Hashable, Sendable {
        fileprivate let index: Int32
    }

    private struct Timer: Sendable {
        var token: UInt64
        /// In ticks, rounded up; `never` while disarmed.
        var deadline = TimerWheel.never
        /// The tick under which it is listed, at most the deadline.
        var listedAt: UInt64 = 0
        var list = TimerWheel.none
        var next = TimerWheel.none
        var previous = TimerWheel.none
    }

    private var timers: [Timer] = []
    private var firstFree = none
    private var heads = [Int32](repeating: none, count: Int(dueList) + 1)
    /// Of each level, the slots that hold timers.
    private var occupied = [UInt64](repeating: 0, count: levelCount)
    /// Everything listed at or before this tick stands in the list of what is due.
    private var tick: UInt64

    package init(now: UInt64) { tick = now >> Self.tickShift }

    /// A new timer, disarmed. `token` is what `next` answers when it is due.
    package mutating func add(token: UInt64) -> ID {
        guard firstFree != Self.none else {
            timers.append(Timer(token: token))
            return ID(index: Int32(timers.count - 1))
        }
        let index = firstFree
        firstFree = timers[Int(index)].next
        timers[Int(index)] = Timer(token: token)
        return ID(index: index)
    }

    /// For a timer that had to be made before what it belongs to.
    mutating func rename(_ id: ID, token: UInt64) { timers[Int(id.index)].token = token }

    package mutating func remove(_ id: ID) {
        unlink(id.index)
        timers[Int(id.index)].deadline = Self.never
        timers[Int(id.index)].next = firstFree
        firstFree = id.index
    }

    /// - Parameter deadline: in monotonic nanoseconds; replaces an earlier one. `UInt64.max` disarms.
    package mutating func arm(_ id: ID, at deadline: UInt64) {
        guard deadline != Self.never else { return disarm(id) }
        let tick = Self.tickRoundedUp(deadline)
        let index = Int(id.index)
        timers[index].deadline = tick
        if timers[index].list != Self.none {
            if timers[index].listedAt <= tick { return }
            unlink(id.index)
        }
        link(id.index, at: tick)
    }

    package mutating func disarm(_ id: ID) { timers[Int(id.index)].deadline = Self.never }

    /// The token of a timer that is due, which is disarmed thereby; `nil` when there is none. The caller may arm, add and
    /// remove timers between two calls.
    package mutating func next(dueAt now: UInt64) -> UInt64? {
        let target = now >> Self.tickShift
        while true {
            if let token = nextListedAsDue() { return token }
            guard let upcoming = nextOccupiedTick, upcoming.tick <= target else {
                tick = max(tick, target)
                return nil
            }
            tick = upcoming.tick
            empty(upcoming.list)
        }
    }

    /// When `next` is to be called again, in monotonic nanoseconds; `nil` while nothing is armed. At or before the first
    /// deadline, rounded up to a tick.
    package var nextWakeUp: UInt64? {
        if heads[Int(Self.dueList)] != Self.none { return tick << Self.tickShift }
        return nextOccupiedTick.map { $0.tick << Self.tickShift }
    }

    /// The last tick stands for itself: nothing is rounded up beyond it.
    private static func tickRoundedUp(_ deadline: UInt64) -> UInt64 {
        let tick = deadline >> tickShift
        return deadline & (tickNanoseconds &- 1) == 0 ? tick : min(tick + 1, never >> tickShift)
    }
}

// MARK: Lists

extension TimerWheel {
    private mutating func nextListedAsDue() -> UInt64? {
        while heads[Int(Self.dueList)] != Self.none {
            let index = heads[Int(Self.dueList)]
            unlink(index)
            let deadline = timers[Int(index)].deadline
            if deadline == Self.never { continue }
            if deadline <= tick {
                timers[Int(index)].deadline = Self.never
                return timers[Int(index)].token
            }
            link(index, at: deadline)
        }
        return nil
    }

    /// The first slot that holds anything. A lower level's slots all come before a higher one's.
    private var nextOccupiedTick: (tick: UInt64, list: Int32)? {
        for level in 0..<Self.levelCount where occupied[level] != 0 {
            let slot = UInt64(occupied[level].trailingZeroBitCount)
            let shift = Self.slotBits * UInt64(level)
            let prefix = (tick >> (shift + Self.slotBits)) << Self.slotBits
            return ((prefix | slot) << shift, Int32(level * Self.slotsPerLevel) + Int32(slot))
        }
        return nil
    }

    /// The highest digit, in base 64, in which the tick differs from now says where it is listed.
    private mutating func link(_ index: Int32, at tick: UInt64) {
        timers[Int(index)].listedAt = tick
        guard tick > self.tick else { return push(index, to: Self.dueList) }
        let level = (63 - UInt64((tick ^ self.tick).leadingZeroBitCount)) / Self.slotBits
        let slot = (tick >> (Self.slotBits * level)) & UInt64(Self.slotsPerLevel - 1)
        occupied[Int(level)] |= 1 << slot
        push(index, to: Int32(level) * Int32(Self.slotsPerLevel) + Int32(slot))
    }

    private mutating func push(_ index: Int32, to list: Int32) {
        let head = heads[Int(list)]
        timers[Int(index)].list = list
        timers[Int(index)].previous = Self.none
        timers[Int(index)].next = head
        if head != Self.none { timers[Int(head)].previous = index }
        heads[Int(list)] = index
    }

    private mutating func unlink(_ index: Int32) {
        let (list, next, previous) = (
            timers[Int(index)].list, timers[Int(index)].next, timers[Int(index)].previous
        )
        guard list != Self.none else { return }
        timers[Int(index)].list = Self.none
        if next != Self.none { timers[Int(next)].previous = previous }
        if previous != Self.none { timers[Int(previous)].next = next } else { heads[Int(list)] = next }
        guard heads[Int(list)] == Self.none, list != Self.dueList else { return }
        occupied[Int(list) / Self.slotsPerLevel] &= ~(1 << UInt64(list % Int32(Self.slotsPerLevel)))
    }

    /// Lists each timer of a slot whose time has come anew: as due, at its own deadline, or not at all.
    private mutating func empty(_ list: Int32) {
        while heads[Int(list)] != Self.none {
            let index = heads[Int(list)]
            unlink(index)
            let deadline = timers[Int(index)].deadline
            if deadline != Self.never { link(index, at: deadline) }
        }
    }
}
