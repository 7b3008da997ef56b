import Logging
import ServiceLifecycle

/// All that lives as long as the process, in the order in which they need one another, from its making on.
///
/// They are ended in the reverse order, each when the one before has ended, also where one of them ends by itself.
/// Signals are not the group's, which would take them by Dispatch: see `SignalPipe`.
struct RunningServices: Sendable {
    private let group: ServiceGroup
    private let running: Task<Void, any Error>
    private let ends: AsyncStream<Void>

    init(_ services: [any Service], logger: Logger) {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                }, logger: logger))
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        self.group = group
        self.ends = ends
        running = Task {
            defer { end.finish() }
            try await group.run()
        }
    }

    /// - Throws: which part had ended by itself.
    func stop() async throws {
        await group.triggerGracefulShutdown()
        try await running.value
    }

    /// Returns when all of them have ended, or the task is cancelled.
    func waitForEnd() async { for await _ in ends {} }
}
