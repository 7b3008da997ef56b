import ServiceLifecycle

/// Loops that work side by side until they are told to end, all at once.
struct LoopService: Service, CustomStringConvertible {
    struct Loop: Sendable {
        let name: String
        /// Until its task is cancelled.
        let run: @Sendable () async -> Void

        init(_ name: String, _ run: @escaping @Sendable () async -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Nobody told it to, and nobody does its work now.
    struct EndedByItself: Error, Equatable, CustomStringConvertible {
        let name: String

        var description: String { "\(name) ended by itself" }
    }

    private let loops: [Loop]

    init(_ loops: [Loop]) { self.loops = loops }

    var description: String { "upkeep" }

    /// - Throws: `EndedByItself`, once the others have ended, too.
    func run() async throws {
        let work = Task { try await runAll() }
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await work.value
        } onCancelOrGracefulShutdown: {
            work.cancel()
        }
    }

    /// The first that ends by itself ends the others.
    private func runAll() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for loop in loops {
                group.addTask {
                    await loop.run()
                    guard Task.isCancelled else { throw EndedByItself(name: loop.name) }
                }
            }
            while try await group.next() != nil {}
        }
    }
}
