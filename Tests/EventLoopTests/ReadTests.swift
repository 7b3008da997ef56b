import Testing

@testable import EventLoop

@Suite struct ReadTests {
    @Test func whatIsNotConsumedComesAgainBeforeWhatFollows() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        handler.onReceived = { bytes, _ in bytes.count / 3 * 3 }
        world.kernel.send([1, 2, 3, 4], to: peer)
        world.settle()
        #expect(handler.received == [1, 2, 3])
        #expect(world.loop.lentBufferBytes > 0, "what waits has memory")
        world.kernel.send([5, 6], to: peer)
        world.settle()
        #expect(handler.received == [1, 2, 3, 4, 5, 6])
        #expect(world.loop.lentBufferBytes == 0, "what is idle has none")
    }

    @Test func aPausedStreamIsShownNothingUntilItIsResumed() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        world.loop.pauseInput(of: handler.stream)
        world.kernel.send([1, 2, 3], to: peer)
        world.settle()
        #expect(handler.received == [])
        world.loop.resumeInput(of: handler.stream)
        world.settle()
        #expect(handler.received == [1, 2, 3])
    }

    @Test func aStreamThatNobodyConsumesIsNotReadBeyondItsBound() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        handler.onReceived = { _, _ in 0 }
        world.kernel.send(Array(repeating: 7, count: 1 << 20), to: peer)
        world.settle()
        #expect(world.loop.unreadBytes(of: handler.stream) < 2 * SocketLoop.unreadBytesMax + SocketLoop.scratchBytes)
        #expect(world.kernel.sockets[peer]?.input.isEmpty == false, "the peer feels it")
        handler.onReceived = { bytes, _ in bytes.count }
        world.loop.resumeInput(of: handler.stream)
        world.settle()
        #expect(handler.received.count == 1 << 20)
    }

    @Test func theEndOfInputIsHeardBehindTheLastByte() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        world.kernel.send([1], to: peer)
        world.kernel.finish(peer)
        world.settle()
        #expect(handler.events == [.opened, .received([1]), .inputEnded])
        world.loop.write([9].span, to: handler.stream)
        world.loop.closeWhenSent(handler.stream)
        #expect(handler.end == .finished)
    }

    @Test func aResetEndsTheStream() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        world.kernel.breakOff(peer)
        world.settle()
        #expect(handler.events == [.opened, .closed(.failed(errno: 104))])
        #expect(world.kernel.sockets[peer] == nil)
    }

    @Test func aReportForAnEarlierLifeOfAPlaceDoesNothing() throws {
        let world = try SimulatedWorld()
        let (peer, first) = try world.connect()
        let (_, second) = try world.connect()
        // Both are reported in one turn, and the first to hear of it closes the other.
        first.onReceived = { bytes, loop in
            loop.close(second.stream)
            return bytes.count
        }
        world.kernel.send([1], to: peer)
        world.settle()
        let (third, handler) = try world.connect()
        #expect(handler.stream.index == second.stream.index && handler.stream != second.stream)
        world.loop.streamReported(second.stream, [.input, .hangUp])
        world.loop.close(second.stream)
        #expect(world.kernel.sockets[third] != nil)
        #expect(handler.events == [.opened])
        #expect(second.events == [.opened, .closed(.closedHere)])
    }

    @Test func aStreamWithMuchToReadLetsOthersHaveTheirTurn() throws {
        let world = try SimulatedWorld()
        let (greedy, _) = try world.connect()
        let (modest, handler) = try world.connect()
        let bytes = SocketLoop.scratchBytes * (2 * SocketLoop.readsPerTurnMax + 4)
        world.kernel.send(Array(repeating: 0, count: bytes), to: greedy)
        world.kernel.send([1], to: modest)
        world.loop.turn(waits: false)
        #expect(handler.received == [1])
        #expect(world.loop.hasUnfinishedWork)
        world.settle()
        #expect(world.kernel.sockets[greedy]?.input.isEmpty == true)
    }
}
