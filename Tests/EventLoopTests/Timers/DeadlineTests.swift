import Testing

@testable import EventLoop

@Suite struct DeadlineTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func theLoopSleepsUntilTheDeadlineAndTellsOnce() throws {
        let world = try SimulatedWorld()
        let (_, handler) = try world.connect()
        let deadline = world.loop.now + Self.second
        world.loop.setDeadline(of: handler.stream, at: deadline)
        for _ in 0..<10 where world.kernel.time < deadline { world.loop.turn() }
        world.loop.turn(waits: false)
        #expect(handler.events == [.opened, .deadline])
        #expect(world.kernel.time < deadline + 2 * TimerWheel.tickNanoseconds)
        world.kernel.pass(10 * Self.second)
        world.settle()
        #expect(handler.events == [.opened, .deadline])
    }

    @Test func aDeadlineThatIsMovedOrClearedIsNotHeardOf() throws {
        let world = try SimulatedWorld()
        let (_, moved) = try world.connect()
        let (_, cleared) = try world.connect()
        world.loop.setDeadline(of: moved.stream, at: world.loop.now + Self.second)
        world.loop.setDeadline(of: cleared.stream, at: world.loop.now + Self.second)
        world.loop.setDeadline(of: moved.stream, at: world.loop.now + 5 * Self.second)
        world.loop.clearDeadline(of: cleared.stream)
        world.kernel.pass(2 * Self.second)
        world.settle()
        #expect(moved.events == [.opened] && cleared.events == [.opened])
        world.kernel.pass(4 * Self.second)
        world.settle()
        #expect(moved.events == [.opened, .deadline] && cleared.events == [.opened])
    }

    @Test func theDeadlineOfAClosedStreamIsNotItsSuccessors() throws {
        let world = try SimulatedWorld()
        let (_, first) = try world.connect()
        world.loop.setDeadline(of: first.stream, at: world.loop.now + Self.second)
        world.loop.close(first.stream)
        let (_, second) = try world.connect()
        world.kernel.pass(2 * Self.second)
        world.settle()
        #expect(second.events == [.opened])
    }
}
