import TestSupport
import Testing

@testable import EventLoop

@Suite struct TimerWheelTests {
    private static let tick = TimerWheel.tickNanoseconds

    @Test func aTimerIsDueAtItsTickAndNotBefore() {
        var wheel = TimerWheel(now: 1000)
        let timer = wheel.add(token: 7)
        wheel.arm(timer, at: 3 * Self.tick - 5)
        #expect(wheel.next(dueAt: 3 * Self.tick - 1) == nil)
        #expect(wheel.next(dueAt: 3 * Self.tick) == 7)
        #expect(wheel.next(dueAt: .max) == nil, "a timer is due once")
        #expect(wheel.nextWakeUp == nil)
    }

    @Test func aDeadlineThatIsOverIsDueAtOnce() {
        var wheel = TimerWheel(now: 100 * Self.tick)
        let timer = wheel.add(token: 1)
        wheel.arm(timer, at: 5)
        #expect(wheel.nextWakeUp == 100 * Self.tick)
        #expect(wheel.next(dueAt: 100 * Self.tick) == 1)
    }

    @Test func aDeadlineThatIsMovedBackIsFoundAtItsNewInstant() {
        var wheel = TimerWheel(now: 0)
        let timer = wheel.add(token: 1)
        wheel.arm(timer, at: 10 * Self.tick)
        wheel.arm(timer, at: 5000 * Self.tick)
        #expect(wheel.next(dueAt: 4999 * Self.tick) == nil)
        #expect(wheel.next(dueAt: 5000 * Self.tick) == 1)
    }

    @Test func aDeadlineThatIsMovedForwardIsFoundEarlier() {
        var wheel = TimerWheel(now: 0)
        let timer = wheel.add(token: 1)
        wheel.arm(timer, at: 5000 * Self.tick)
        wheel.arm(timer, at: 10 * Self.tick)
        #expect(wheel.next(dueAt: 10 * Self.tick) == 1)
    }

    @Test func aRemovedTimersPlaceIsUsedAgainAndSaysNothingOfIt() {
        var wheel = TimerWheel(now: 0)
        let first = wheel.add(token: 1)
        wheel.arm(first, at: 10 * Self.tick)
        wheel.remove(first)
        let second = wheel.add(token: 2)
        #expect(wheel.next(dueAt: 20 * Self.tick) == nil)
        wheel.arm(second, at: 30 * Self.tick)
        #expect(wheel.next(dueAt: 30 * Self.tick) == 2)
    }

    @Test func theLastInstantOfAllIsADeadlineLikeAnother() {
        var wheel = TimerWheel(now: 0)
        let timer = wheel.add(token: 1)
        wheel.arm(timer, at: .max - 1)
        #expect(wheel.next(dueAt: .max >> 1) == nil)
        #expect(wheel.nextWakeUp.map { $0 > .max >> 1 } == true)
    }

    /// Beside a dictionary of deadlines: never early, never more than a tick late, and the wake-up is never too late.
    @Test(arguments: 1...40) func itDoesWhatADictionaryOfDeadlinesDoes(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var world = WheelWorld(now: random.next() >> 20)
        for _ in 0..<3000 {
            world.step(using: &random)
            guard world.fault == nil else { break }
        }
        if let fault = world.fault { Issue.record("seed \(seed): \(fault)") }
    }
}

/// A wheel and what must hold of it.
private struct WheelWorld {
    private var wheel: TimerWheel
    private var now: UInt64
    private var ids: [TimerWheel.ID] = []
    private var tokens: [UInt64] = []
    private var deadlines: [UInt64: UInt64] = [:]
    private var nextToken: UInt64 = 0
    private(set) var fault: String?

    init(now: UInt64) {
        self.now = now
        wheel = TimerWheel(now: now)
    }

    mutating func step(using random: inout SeededGenerator) {
        switch random.next() % 16 {
        case 0...1: add()
        case 2: remove(using: &random)
        case 3...9: arm(using: &random)
        case 10: disarm(using: &random)
        default: advance(using: &random)
        }
    }

    private mutating func add() {
        guard ids.count < 200 else { return }
        ids.append(wheel.add(token: nextToken))
        tokens.append(nextToken)
        nextToken += 1
    }

    private mutating func remove(using random: inout SeededGenerator) {
        guard !ids.isEmpty else { return }
        let index = Int(random.next() % UInt64(ids.count))
        wheel.remove(ids.remove(at: index))
        deadlines[tokens.remove(at: index)] = nil
    }

    private mutating func arm(using random: inout SeededGenerator) {
        guard !ids.isEmpty else { return }
        let index = Int(random.next() % UInt64(ids.count))
        let distance = random.next() >> (16 + random.next() % 44)
        let isPast = random.next() % 16 == 0
        let deadline = isPast ? now - min(now, distance) : now + distance
        wheel.arm(ids[index], at: deadline)
        deadlines[tokens[index]] = deadline
    }

    private mutating func disarm(using random: inout SeededGenerator) {
        guard !ids.isEmpty else { return }
        let index = Int(random.next() % UInt64(ids.count))
        wheel.disarm(ids[index])
        deadlines[tokens[index]] = nil
    }

    private mutating func advance(using random: inout SeededGenerator) {
        let first = deadlines.values.min()
        if let first, let wakeUp = wheel.nextWakeUp, wakeUp > first + TimerWheel.tickNanoseconds, wakeUp > now {
            return fault = "wakes at \(wakeUp), the first deadline is \(first)"
        }
        if first != nil, wheel.nextWakeUp == nil { return fault = "armed, and never woken" }
        if random.next() % 2 == 0, let wakeUp = wheel.nextWakeUp {
            now = max(now, wakeUp)
        } else {
            now += random.next() >> (20 + random.next() % 40)
        }
        while let token = wheel.next(dueAt: now) {
            guard let deadline = deadlines.removeValue(forKey: token) else { return fault = "\(token) was not armed" }
            guard deadline <= now else { return fault = "\(token) is early by \(deadline - now)" }
        }
        if let late = deadlines.first(where: { $0.value + TimerWheel.tickNanoseconds <= now }) {
            fault = "\(late.key) is late by \(now - late.value)"
        }
    }
}
