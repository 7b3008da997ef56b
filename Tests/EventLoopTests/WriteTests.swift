import Glibc
import Testing

@testable import EventLoop

@Suite struct WriteTests {
    @Test func whatTheSocketDoesNotTakeFollowsWhenThereIsRoom() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        world.kernel.setWindow(10, of: peer)
        let bytes = (0..<25).map { UInt8($0) }
        let isTaken = world.loop.write(bytes.span, to: handler.stream)
        #expect(isTaken)
        #expect(world.loop.unsentBytes(of: handler.stream) == 15)
        var taken: [UInt8] = []
        for _ in 0..<3 {
            taken += world.kernel.take(from: peer)
            world.settle()
        }
        #expect(taken == bytes)
        #expect(handler.events == [.opened, .drained])
        #expect(world.loop.lentBufferBytes == 0)
    }

    @Test func finFollowsTheLastByteAndInputGoesOn() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        world.kernel.setWindow(4, of: peer)
        world.loop.write([1, 2, 3, 4, 5, 6].span, to: handler.stream)
        world.loop.endOutput(of: handler.stream)
        let isTaken = world.loop.write([7].span, to: handler.stream)
        #expect(!isTaken, "nothing is sent behind FIN")
        #expect(world.kernel.sockets[peer]?.hasOutputEnded == false)
        #expect(world.kernel.take(from: peer) == [1, 2, 3, 4])
        world.settle()
        #expect(world.kernel.sockets[peer]?.output == [5, 6])
        #expect(world.kernel.sockets[peer]?.hasOutputEnded == true)
        world.kernel.send([9], to: peer)
        world.kernel.finish(peer)
        world.settle()
        #expect(handler.events.suffix(2) == [.received([9]), .closed(.finished)])
    }

    @Test func aStreamThatClosesWhenSentSendsEverythingFirst() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        world.kernel.setWindow(4, of: peer)
        world.loop.write([1, 2, 3, 4, 5, 6].span, to: handler.stream)
        world.loop.closeWhenSent(handler.stream)
        #expect(handler.end == nil)
        #expect(world.kernel.take(from: peer) == [1, 2, 3, 4])
        world.settle()
        #expect(handler.end == .closedHere)
    }

    @Test func aFailedWriteIsHeardOfAfterTheHandlerHasReturned() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        world.kernel.breakOff(peer)
        let isTaken = world.loop.write([1].span, to: handler.stream)
        #expect(isTaken)
        #expect(handler.events == [.opened])
        world.settle()
        #expect(handler.end == .failed(errno: EPIPE))
    }

    @Test func aMessageLargerThanItsRoomIsNotSentInPart() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        let tooMuch = [UInt8](repeating: 1, count: SocketLoop.scratchBytes)
        let isSent = world.loop.write(to: handler.stream) { writer in
            writer.append(UInt8(0))
            writer.append(tooMuch)
        }
        #expect(!isSent)
        #expect(world.kernel.sockets[peer]?.output == [])
    }

    @Test func whatIsRenderedIsSent() throws {
        let world = try SimulatedWorld()
        let (peer, handler) = try world.connect()
        world.loop.write(to: handler.stream) { writer in
            writer.append("n=")
            for value: UInt64 in [0, 7, 10, 99, 1234, .max] {
                writer.append(decimal: value)
                writer.append(UInt8(ascii: ","))
            }
        }
        let sent = String(decoding: world.kernel.take(from: peer), as: UTF8.self)
        #expect(sent == "n=0,7,10,99,1234,18446744073709551615,")
    }
}
