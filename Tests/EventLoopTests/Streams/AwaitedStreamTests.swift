import Glibc
import Policy
import Testing

@testable import EventLoop

@Suite struct AwaitedStreamTests {
    private static let never = UInt64.max

    @Test func linearCodeReadsAndAnswers() throws {
        let world = try AwaitedWorld { stream in
            var lines: [[UInt8]] = []
            while await stream.waitForInput(until: Self.never) == .input {
                stream.consumeInput { bytes in
                    guard bytes.count >= 3 else { return 0 }
                    lines.append([bytes[0], bytes[1], bytes[2]])
                    return 3
                }
            }
            stream.write(lines.flatMap { $0 })
            stream.loop.closeWhenSent(stream.stream)
        }
        let peer = world.connect()
        world.kernel.send([1, 2], to: peer)
        world.settle()
        world.kernel.send([3, 4], to: peer)
        world.settle()
        world.kernel.send([5, 6], to: peer)
        world.settle()
        world.kernel.finish(peer)
        world.settle()
        #expect(world.kernel.lastOutput(of: peer) == [1, 2, 3, 4, 5, 6])
        #expect(world.loop.lentBufferBytes == 0)
    }

    @Test func aWaitEndsAtItsDeadlineAndTheNextOneHasItsOwn() throws {
        let wakes = Kept<[AwaitedStream.Wake]>([])
        let world = try AwaitedWorld { stream in
            for seconds in 1...2 as ClosedRange<UInt64> {
                let wake = await stream.waitForInput(until: stream.loop.now + seconds * 1_000_000_000)
                wakes.change { $0.append(wake) }
            }
            stream.loop.close(stream.stream)
        }
        let peer = world.connect()
        world.kernel.pass(1_500_000_000)
        world.settle()
        #expect(wakes.current == [.timedOut])
        world.kernel.send([1], to: peer)
        world.settle()
        #expect(wakes.current == [.timedOut, .input])
    }

    @Test func whatCameBeforeAResetIsStillRead() throws {
        let read = Kept<[UInt8]>([])
        let end = Kept<StreamEnd?>(nil)
        let world = try AwaitedWorld { stream in
            while await stream.waitForInput(until: Self.never) == .input {
                stream.consumeInput { bytes in
                    let bytes = bytes.withUnsafeBufferPointer { Array($0) }
                    read.change { $0 += bytes }
                    return bytes.count
                }
            }
            let ended = stream.end
            end.change { $0 = ended }
        }
        let peer = world.connect()
        // One report tells of both: the bytes are read, then the reset.
        world.kernel.send(Array(repeating: 7, count: SocketLoop.scratchBytes), to: peer)
        world.kernel.failAfterInput(peer)
        world.settle()
        #expect(read.current.count == SocketLoop.scratchBytes)
        #expect(end.current == .failed(errno: ECONNRESET))
        #expect(world.loop.lentBufferBytes == 0)
    }

    @Test func anInterruptionIsHeardOnceByWhoeverWaitsNext() throws {
        let wakes = Kept<[AwaitedStream.Wake]>([])
        let streams = Kept<[AwaitedStream]>([])
        let world = try AwaitedWorld { stream in
            streams.change { $0.append(stream) }
            for _ in 0..<3 {
                let wake = await stream.waitForInput(until: Self.never)
                wakes.change { $0.append(wake) }
                stream.consumeInput { $0.count }
            }
            stream.loop.close(stream.stream)
        }
        let peer = world.connect()
        let stream = try #require(streams.current.first)
        stream.interrupt()
        // Nobody waits until the task has gone on.
        stream.interrupt()
        world.settle()
        #expect(wakes.current == [.interrupted, .interrupted])
        world.kernel.send([1], to: peer)
        world.settle()
        #expect(wakes.current == [.interrupted, .interrupted, .input])
        // The stream holds its loop, and the loop this test's closure.
        streams.change { $0 = [] }
    }

    @Test func allThatWasWrittenIsAwaited() throws {
        let wakes = Kept<[AwaitedStream.Wake]>([])
        let world = try AwaitedWorld { stream in
            stream.write([UInt8](repeating: 1, count: 10_000))
            let wake = await stream.waitUntilSent(until: Self.never)
            wakes.change { $0.append(wake) }
            stream.loop.close(stream.stream)
        }
        let peer = world.connect()
        var taken = world.kernel.take(from: peer)
        #expect(wakes.current == [] && taken.count == 4096)
        for _ in 0..<3 {
            world.settle()
            taken += world.kernel.take(from: peer)
        }
        #expect(wakes.current == [.ready] && taken.count + world.kernel.lastOutput(of: peer).count == 10_000)
    }

    @Test(arguments: [0, ECONNREFUSED]) func anAttemptToConnectIsAwaited(_ result: Int32) throws {
        let wakes = Kept<[AwaitedStream.Wake]>([])
        let world = try AwaitedWorld { _ in }
        let loop = world.loop
        Task(executorPreference: loop) {
            guard let stream = try? AwaitedStream.connect(to: .ip(.v4(0x7F00_0001), port: 1), on: loop) else { return }
            let wake = await stream.waitUntilOpen(until: Self.never)
            wakes.change { $0.append(wake) }
            loop.close(stream.stream)
        }
        world.settle()
        world.kernel.connectResult = result
        world.kernel.finishConnecting()
        world.settle()
        #expect(wakes.current == [result == 0 ? .ready : .closed])
        #expect(loop.streamCount == 0)
    }
}

extension AwaitedStream {
    // Not in the async closures themselves: the compiler (6.3.1) breaks down over a span of a temporary there.
    fileprivate func write(_ bytes: [UInt8]) { loop.write(bytes.span, to: stream) }
}

/// A loop on a kernel of the test's own; a task serves each connection.
private struct AwaitedWorld {
    let kernel = SimulatedKernel()
    let loop: SocketLoop
    private let listener: Int32

    private final class Acceptor: StreamAcceptor {
        private let serve: @Sendable (AwaitedStream) async -> Void

        init(_ serve: @escaping @Sendable (AwaitedStream) async -> Void) { self.serve = serve }

        func handler(forPeer peer: SocketEndpoint?, on loop: SocketLoop) -> (any StreamHandler)? {
            AwaitedStream(on: loop) { [serve] stream in Task(executorPreference: loop) { await serve(stream) } }
        }

        func acceptFailed(_ error: LoopError, on loop: SocketLoop) {}
    }

    init(_ serve: @escaping @Sendable (AwaitedStream) async -> Void) throws {
        loop = try SocketLoop(kernel: kernel)
        loop.turn(waits: false)
        _ = try loop.listen(at: .unix(path: "/simulated"), acceptor: Acceptor(serve))
        listener = try #require(kernel.listener)
    }

    func settle() {
        for _ in 0..<1000 {
            loop.turn(waits: false)
            if kernel.isQuiet, !loop.hasUnfinishedWork { return }
        }
        Issue.record("the loop is never done")
    }

    func connect() -> Int32 {
        let peer = kernel.arrive(at: listener)
        settle()
        return peer
    }
}
