import Glibc
import Testing

@testable import EventLoop

@Suite struct AcceptTests {
    @Test func whoeverComesIsAccepted() throws {
        let world = try SimulatedWorld()
        for _ in 0..<200 { _ = world.kernel.arrive(at: world.listener) }
        world.settle()
        #expect(world.acceptor.handlers.map(\.events) == Array(repeating: [.opened], count: 200))
        #expect(world.loop.streamCount == 200)
    }

    @Test func whoIsRefusedIsClosed() throws {
        let world = try SimulatedWorld { nil }
        let peer = world.kernel.arrive(at: world.listener)
        world.settle()
        #expect(world.kernel.sockets[peer] == nil)
        #expect(world.loop.streamCount == 0)
    }

    @Test func withoutDescriptorsOneIsClosedOnTheReserveAndTheListenerRests() throws {
        let world = try SimulatedWorld()
        world.kernel.descriptorsMax = world.kernel.sockets.count
        let peers = (0..<3).map { _ in world.kernel.arrive(at: world.listener) }
        for _ in 0..<5 { world.loop.turn(waits: false) }
        #expect(world.acceptor.failures == [LoopError(call: "accept4", errno: EMFILE)], "said once")
        #expect(world.kernel.sockets[peers[0]] == nil, "told that there is no room")
        #expect(world.kernel.sockets[peers[1]] != nil, "left in the queue")
        world.kernel.descriptorsMax = .max
        world.kernel.pass(ListenerPause.nanoseconds + TimerWheel.tickNanoseconds)
        world.settle()
        #expect(world.loop.streamCount == 2)
    }

    @Test func whoHasConnectedBeforeTheEndOfListeningIsServed() throws {
        let world = try SimulatedWorld()
        let peer = world.kernel.arrive(at: world.listener)
        world.loop.stopListening(world.listenerID)
        #expect(world.kernel.sockets[peer] != nil)
        #expect(world.loop.streamCount == 1)
        #expect(world.kernel.sockets[world.listener] == nil)
    }
}
