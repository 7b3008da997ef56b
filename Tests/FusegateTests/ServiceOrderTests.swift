import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import fusegate

/// How the parts of a gateway end: in the reverse order, each when the one before has ended.
@Suite(.timeLimit(.minutes(1))) struct ServiceOrderTests {
    private final class Ends: Sendable {
        private let names = Mutex<[String]>([])

        var all: [String] { names.withLock { $0 } }

        func note(_ name: String) { names.withLock { $0.append(name) } }
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func untilCancelled() async {
        let (stream, _) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
    }

    /// One that ends a while after it was told to, as a loop in the middle of its work does.
    private func loop(_ name: String, _ ends: Ends) -> LoopService.Loop {
        LoopService.Loop(name) {
            await untilCancelled()
            for _ in 0..<100 { await Task.yield() }
            ends.note(name)
        }
    }

    @Test func partsEndInTheReverseOrder() async throws {
        let ends = Ends()
        let services = RunningServices(
            [
                ResourceService("store") { ends.note("store") },
                ResourceService("audit log") { ends.note("audit log") },
                LoopService([loop("upkeep", ends)]),
            ], logger: Self.logger)
        #expect(ends.all.isEmpty)
        try await services.stop()
        #expect(ends.all == ["upkeep", "audit log", "store"])
    }

    /// Nobody would do its work, and nobody would notice.
    @Test func aLoopThatEndsByItselfEndsAllInOrder() async {
        let ends = Ends()
        let services = RunningServices(
            [
                ResourceService("store") { ends.note("store") },
                LoopService([loop("other", ends), LoopService.Loop("sweeper") { ends.note("sweeper") }]),
                ResourceService("serving") { ends.note("serving") },
            ], logger: Self.logger)
        await services.waitForEnd()
        await #expect(throws: LoopService.EndedByItself(name: "sweeper")) { try await services.stop() }
        #expect(ends.all == ["sweeper", "other", "serving", "store"])
    }

    @Test func loopsAreToldTogether() async throws {
        let ends = Ends()
        let (told, tell) = AsyncStream.makeStream(of: Void.self)
        let services = RunningServices(
            [
                LoopService([
                    // Ends only because the other one was told to end, too.
                    LoopService.Loop("first") {
                        await untilCancelled()
                        await Task.detached { for await _ in told {} }.value
                        ends.note("first")
                    },
                    LoopService.Loop("second") {
                        await untilCancelled()
                        ends.note("second")
                        tell.finish()
                    },
                ])
            ], logger: Self.logger)
        try await services.stop()
        #expect(ends.all == ["second", "first"])
    }
}
