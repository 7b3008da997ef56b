import Foundation
import Glibc
import Policy
import Testing
import Threading

@testable import EventLoop

@Suite struct SocketLoopsTests {
    private static let anyPort = SocketEndpoint.ip(.v4(0x7F00_0001), port: 0)

    private func counts(_ loops: SocketLoops) async throws -> [Int] {
        var counts: [Int] = []
        for loop in loops.loops {
            counts.append(
                await withCheckedContinuation { continuation in
                    loop.submit { continuation.resume(returning: $0.streamCount) }
                })
        }
        return counts
    }

    @Test func connectionsAreSpreadOverTheLoops() async throws {
        let loops = try SocketLoops(count: 2)
        let there = try await loops.listen(at: Self.anyPort) { RecordingAcceptor { RealWorld.echo() } }
        let peers = try await RealWorld.blocking {
            try (0..<200).map { _ in
                let peer = try BlockingPeer(connectingTo: there)
                // Answered, and so accepted.
                try peer.send([1])
                _ = try peer.receive(1)
                return peer
            }
        }
        let counts = try await counts(loops)
        #expect(counts.reduce(0, +) == peers.count)
        // By the kernel's hash of the addresses: a share below a quarter is seven deviations away.
        #expect(counts.allSatisfy { $0 >= peers.count / 4 }, "\(counts)")
        await loops.stop()
    }

    @Test func whatOneSocketAcceptsIsServedInTurn() async throws {
        let loops = try SocketLoops(count: 3)
        let inherited = try LinuxKernel().listen(at: Self.anyPort, options: ListenOptions()).descriptor
        let listening = try await loops.listen(on: inherited) { RecordingAcceptor { RealWorld.echo() } }
        let there = try #require(listening)
        var peers: [BlockingPeer] = []
        for _ in 0..<12 {
            let peer = try BlockingPeer(connectingTo: there)
            try peer.send([1])
            #expect(try peer.receive(1) == [1])
            peers.append(peer)
        }
        let counts = try await counts(loops)
        #expect(counts == [4, 4, 4])
        let drain = Task { await loops.drain(until: SystemClock.monotonicNanoseconds() + 60_000_000_000) }
        for peer in peers {
            peer.finish()
            #expect(try peer.receive() == [])
        }
        await drain.value
    }

    @Test func aPortThatAnotherListensAtIsNotShared() async throws {
        let (first, second) = (try SocketLoops(count: 2), try SocketLoops(count: 2))
        let there = try await first.listen(at: Self.anyPort) { RecordingAcceptor { RealWorld.echo() } }
        await #expect(throws: LoopError(call: "listen", errno: EADDRINUSE)) {
            _ = try await second.listen(at: there) { RecordingAcceptor { RealWorld.echo() } }
        }
        await first.stop()
        await second.stop()
    }

    @Test func whatHasBegunIsFinishedBeforeTheThreadsEnd() async throws {
        let loops = try SocketLoops(count: 2)
        let there = try await loops.listen(at: Self.anyPort) { RecordingAcceptor { RealWorld.echo() } }
        let peers = try (0..<8).map { _ in try BlockingPeer(connectingTo: there) }
        let drain = Task { await loops.drain(until: SystemClock.monotonicNanoseconds() + 60_000_000_000) }
        for (index, peer) in peers.enumerated() {
            let byte = UInt8(index)
            let received = try await RealWorld.blocking {
                try peer.send([byte])
                peer.finish()
                return try peer.receive()
            }
            #expect(received == [byte])
        }
        await drain.value
        #expect(throws: BlockingPeer.Failure.self) { _ = try BlockingPeer(connectingTo: there) }
    }

    @Test func aUnixSocketIsServedByOneLoop() async throws {
        let loops = try SocketLoops(count: 2)
        let path = FileManager.default.temporaryDirectory.appending(path: "loops-\(UUID().uuidString)").path
        let there = try await loops.listen(at: .unix(path: path)) { RecordingAcceptor { RealWorld.echo() } }
        let peer = try BlockingPeer(connectingTo: there)
        try peer.send([7])
        #expect(try peer.receive(1) == [7])
        await loops.stop()
    }
}
