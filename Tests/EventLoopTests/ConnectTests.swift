import Glibc
import Policy
import Testing

@testable import EventLoop

@Suite struct ConnectTests {
    private static let somewhere = SocketEndpoint.ip(.v4(0x7F00_0001), port: 1)

    @Test func whatIsWrittenMeanwhileIsSentOnceThereIsAConnection() throws {
        let world = try SimulatedWorld()
        let handler = RecordingHandler()
        let stream = try world.loop.connect(to: Self.somewhere, handler: handler)
        world.loop.write([1, 2, 3].span, to: stream)
        world.settle()
        #expect(handler.events == [])
        let descriptor = try #require(world.kernel.connected)
        #expect(world.kernel.sockets[descriptor]?.output == [])
        world.kernel.finishConnecting()
        world.settle()
        #expect(handler.events == [.opened, .drained])
        #expect(world.kernel.sockets[descriptor]?.output == [1, 2, 3])
    }

    @Test func aRefusalSaysWhy() throws {
        let world = try SimulatedWorld()
        let handler = RecordingHandler()
        _ = try world.loop.connect(to: Self.somewhere, handler: handler)
        world.kernel.connectResult = ECONNREFUSED
        world.kernel.finishConnecting()
        world.settle()
        #expect(handler.events == [.closed(.notConnected(errno: ECONNREFUSED))])
        #expect(world.loop.streamCount == 0)
    }

    @Test func anAttemptCanBeGivenUpAtItsDeadline() throws {
        let world = try SimulatedWorld()
        let handler = RecordingHandler()
        let stream = try world.loop.connect(to: Self.somewhere, handler: handler)
        handler.onDeadline = { $0.close(stream) }
        world.loop.setDeadline(of: stream, at: world.loop.now + 1_000_000_000)
        world.kernel.pass(1_000_000_000 + TimerWheel.tickNanoseconds)
        world.settle()
        #expect(handler.events == [.deadline, .closed(.closedHere)])
        world.kernel.finishConnecting()
        world.settle()
        #expect(handler.events.count == 2)
    }
}
