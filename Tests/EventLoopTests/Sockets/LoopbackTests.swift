import Foundation
import Glibc
import Policy
import Testing
import Threading

@testable import EventLoop

/// The same on real sockets.
@Suite struct LoopbackTests {
    private static let anyPort = SocketEndpoint.ip(.v4(0x7F00_0001), port: 0)
    private static let megabytes = (0..<5 << 20).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }

    private static func endpoints() -> [SocketEndpoint] {
        let path = FileManager.default.temporaryDirectory.appending(path: "loop-\(UUID().uuidString)").path
        return [anyPort, .ip(.v6(1), port: 0), .unix(path: path)]
    }

    @Test(arguments: endpoints()) func whatIsSentComesBack(_ endpoint: SocketEndpoint) async throws {
        let world = try RealWorld()
        let there = try await world.listen(at: endpoint) { RealWorld.echo() }
        let received = try await RealWorld.blocking {
            let peer = try BlockingPeer(connectingTo: there)
            WorkerThread.start(name: "sender") {
                try? peer.send(Self.megabytes)
                peer.finish()
            }
            return try peer.receive()
        }
        #expect(received == Self.megabytes)
        await world.thread.stop()
    }

    @Test func twoStreamsOfOneLoopTalk() async throws {
        let world = try RealWorld()
        let there = try await world.listen(at: Self.anyPort) { RealWorld.echo() }
        let ended = Completion()
        let received = Kept([UInt8]())
        try await world.onLoop { loop in
            let handler = RecordingHandler()
            let stream = try loop.connect(to: there, handler: handler)
            loop.write(Self.megabytes.span, to: stream)
            loop.endOutput(of: stream)
            handler.onClosed = { [unowned handler] in
                let bytes = handler.received
                received.change { $0 = bytes }
                ended.fulfil()
            }
        }
        await ended.wait()
        #expect(received.current == Self.megabytes)
        await world.thread.stop()
    }

    @Test func whereNobodyListensTheAttemptIsRefused() async throws {
        let world = try RealWorld()
        let end = try await withCheckedThrowingContinuation { continuation in
            world.loop.submit { loop in
                let handler = EndHandler { continuation.resume(returning: $0) }
                // Port 1 of loopback: nobody but root listens there.
                do { _ = try loop.connect(to: .ip(.v4(0x7F00_0001), port: 1), handler: handler) } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        #expect(end == .notConnected(errno: ECONNREFUSED))
        await world.thread.stop()
    }

    @Test func aResetIsHeardOfAsOne() async throws {
        let world = try RealWorld()
        let ends = Kept([StreamEnd]())
        let ended = Completion()
        let there = try await world.onLoop { loop in
            let acceptor = EndAcceptor { end in
                ends.change { $0.append(end) }
                ended.fulfil()
            }
            return loop.localEndpoint(of: try loop.listen(at: Self.anyPort, acceptor: acceptor))
        }
        try BlockingPeer(connectingTo: try #require(there)).resetsAtEnd()
        await ended.wait()
        #expect(ends.current == [.failed(errno: ECONNRESET)])
        await world.thread.stop()
    }

    @Test func twoLoopsShareAPort() async throws {
        let worlds = [try RealWorld(), try RealWorld()]
        var options = ListenOptions()
        options.sharesPort = true
        let there = try await worlds[0].listen(at: Self.anyPort, options: options) { RealWorld.echo() }
        _ = try await worlds[1].listen(at: there, options: options) { RealWorld.echo() }
        for byte in 0..<32 as Range<UInt8> {
            let received = try await RealWorld.blocking {
                let peer = try BlockingPeer(connectingTo: there)
                try peer.send([byte])
                return try peer.receive(1)
            }
            #expect(received == [byte])
        }
        for world in worlds { await world.thread.stop() }
    }

    @Test func withoutSharingAPortIsTakenOnce() async throws {
        let world = try RealWorld()
        let there = try await world.listen(at: Self.anyPort) { RealWorld.echo() }
        await #expect(throws: LoopError(call: "listen", errno: EADDRINUSE)) {
            _ = try await world.listen(at: there) { RealWorld.echo() }
        }
        await world.thread.stop()
    }

    @Test func aSocketThatWasOpenedElsewhereIsServed() async throws {
        let world = try RealWorld()
        let inherited = try LinuxKernel().listen(at: Self.anyPort, options: ListenOptions()).descriptor
        let there = try await world.onLoop { loop in
            let id = try loop.listen(on: inherited, acceptor: RecordingAcceptor { RealWorld.echo() })
            return loop.localEndpoint(of: id)
        }
        let peer = try BlockingPeer(connectingTo: try #require(there))
        try peer.send([1, 2, 3])
        #expect(try peer.receive(3) == [1, 2, 3])
        await world.thread.stop()
    }

    @Test func aPathThatDoesNotFitIsRefused() async throws {
        let world = try RealWorld()
        let path = "/" + String(repeating: "a", count: SocketEndpoint.unixPathBytesMax)
        await #expect(throws: LoopError(call: "listen", errno: ENAMETOOLONG)) {
            _ = try await world.listen(at: .unix(path: path)) { RealWorld.echo() }
        }
        await world.thread.stop()
    }
}

/// Tells how a stream ended.
private final class EndHandler: StreamHandler {
    private let onEnd: @Sendable (StreamEnd) -> Void

    init(_ onEnd: @escaping @Sendable (StreamEnd) -> Void) { self.onEnd = onEnd }

    func opened(_ stream: SlabHandle, on loop: SocketLoop) {}
    func received(_ bytes: Span<UInt8>, from stream: SlabHandle, on loop: SocketLoop) -> Int { bytes.count }
    func inputEnded(of stream: SlabHandle, on loop: SocketLoop) { loop.close(stream) }
    func drained(_ stream: SlabHandle, on loop: SocketLoop) {}
    func deadlinePassed(of stream: SlabHandle, on loop: SocketLoop) {}
    func drainBegan(on stream: SlabHandle, of loop: SocketLoop) {}
    func closed(_ stream: SlabHandle, because end: StreamEnd, on loop: SocketLoop) { onEnd(end) }
}

private final class EndAcceptor: StreamAcceptor {
    private let onEnd: @Sendable (StreamEnd) -> Void

    init(_ onEnd: @escaping @Sendable (StreamEnd) -> Void) { self.onEnd = onEnd }

    func handler(forPeer peer: SocketEndpoint?, on loop: SocketLoop) -> (any StreamHandler)? { EndHandler(onEnd) }
    func acceptFailed(_ error: LoopError, on loop: SocketLoop) {}
}
