import Testing

@testable import EventLoop

@Suite struct DrainTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func whatHasBegunIsFinishedAndThenTheLoopEnds() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        let late = world.kernel.arrive(at: world.listener)
        world.loop.drain(until: world.loop.now + 10 * Self.second)
        #expect(handler.events == [.opened, .drainBegan])
        #expect(world.acceptor.handlers.count == 2, "who had connected is served")
        #expect(world.kernel.sockets[world.listener] == nil, "nobody else is")
        world.kernel.send([1], to: peer)
        world.settle()
        #expect(handler.received == [1])
        world.loop.close(handler.stream)
        world.acceptor.handlers.last.map { world.loop.close($0.stream) }
        #expect(world.kernel.sockets[late] == nil)
        // Returns because nothing is left.
        world.loop.run()
    }

    @Test func whatIsLeftAtTheDeadlineIsClosed() throws {
        let world = try SimulatedWorld()
        let (_, handler) = try world.connect()
        world.loop.drain(until: world.loop.now + Self.second)
        world.loop.run()
        #expect(handler.events == [.opened, .drainBegan, .closed(.closedHere)])
        #expect(world.kernel.time < 3 * Self.second)
    }
}
