import Glibc
import Policy
import Testing
import Threading

@testable import EventLoop

/// Tasks, work from other threads, and who watches.
@Suite struct LoopExecutionTests {
    @Test func aTaskOfTheLoopStaysOnItsThread() async throws {
        let world = try RealWorld()
        let loop = world.loop
        let threads = await Task(executorPreference: loop) {
            var threads = [UInt(pthread_self())]
            for _ in 0..<100 {
                await Task.yield()
                threads.append(UInt(pthread_self()))
            }
            await withTaskGroup(of: UInt.self) { group in
                for _ in 0..<10 { group.addTask { UInt(pthread_self()) } }
                for await thread in group { threads.append(thread) }
            }
            return Set(threads)
        }.value
        let own = try await world.onLoop { _ in UInt(pthread_self()) }
        #expect(threads == [own])
        await world.thread.stop()
    }

    @Test func tasksThatWakeOneAnotherDoNotStarveTheSockets() async throws {
        let world = try RealWorld()
        let there = try await world.listen(at: .ip(.v4(0x7F00_0001), port: 0)) { RealWorld.echo() }
        let isOver = Kept(false)
        let spinning = Task(executorPreference: world.loop) {
            while !isOver.current { await Task.yield() }
        }
        let received = try await RealWorld.blocking {
            let peer = try BlockingPeer(connectingTo: there)
            try peer.send([7])
            return try peer.receive(1)
        }
        #expect(received == [7])
        isOver.change { $0 = true }
        await spinning.value
        await world.thread.stop()
    }

    @Test func workFromManyThreadsIsAllDone() async throws {
        let world = try RealWorld()
        let count = Kept(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1000 { world.loop.submit { _ in count.change { $0 += 1 } } } }
            }
        }
        _ = try await world.onLoop { _ in }
        #expect(count.current == 8000)
        await world.thread.stop()
    }

    @Test func whoHoldsTheLoopIsNamed() async throws {
        let world = try RealWorld()
        let stalls = Kept([StallWatchdog.Stall]())
        let isReported = Completion()
        let watchdog = StallWatchdog([world.loop.activity]) { stall in
            stalls.change { $0.append(stall) }
            isReported.fulfil()
        }
        let there = try await world.listen(at: .ip(.v4(0x7F00_0001), port: 0)) {
            let handler = RecordingHandler()
            // Until it is noticed: the test waits for no clock.
            handler.onReceived = { bytes, _ in
                while stalls.current.isEmpty { usleep(1000) }
                return bytes.count
            }
            return handler
        }
        let peer = try BlockingPeer(connectingTo: there)
        try peer.send([1])
        await isReported.wait()
        let stall = try #require(stalls.current.first)
        #expect(stall.holder == "RecordingHandler" && stall.loop == 0)
        #expect(stall.nanoseconds >= StallDetector.stallNanoseconds)
        watchdog.stop()
        await world.thread.stop()
    }
}
