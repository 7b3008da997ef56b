import Logging
import Policy
import Store
import Transport

/// Forgets idempotency keys and stored answers past their retention, in batches small enough not to be felt.
package struct KeyRetention: Sendable {
    static let interval: Duration = .seconds(600)
    static let batchRowsMax = 200

    private let database: any Database
    /// How long a key is kept after its outcome became known.
    private let retention: @Sendable () -> [ObjectKind: Duration]
    private let scheduler: any Scheduler
    private let logger: Logger

    /// - Parameter retention: asked anew for every round.
    package init(
        database: any Database, scheduler: any Scheduler, logger: Logger,
        retention: @escaping @Sendable () -> [ObjectKind: Duration]
    ) {
        self.database = database
        self.retention = retention
        self.scheduler = scheduler
        self.logger = logger
    }

    /// Runs until its task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            await forgetExpired(at: scheduler.now())
            try? await scheduler.sleep(for: Self.interval)
        }
    }

    func forgetExpired(at now: Timestamp) async {
        for (kind, duration) in retention() {
            let deadline = now.advanced(by: .zero - duration)
            do {
                while try await database.write({ store in
                    try IntentRepository.forgetKeys(
                        kind: kind, settledBefore: deadline, limit: Self.batchRowsMax, at: now, in: store)
                }) == Self.batchRowsMax {}
            } catch {
                logger.warning("idempotency keys could not be pruned", metadata: ["reason": "\(error)"])
            }
        }
    }
}
