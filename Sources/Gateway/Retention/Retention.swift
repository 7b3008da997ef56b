import Threading
import AuditLog
import Logging
import Policy
import Store
import Transport

/// Drops what is past its retention and archives what is final, in batches small enough not to be felt.
package struct Retention: Sendable {
    package static let interval: Duration = .seconds(600)
    /// Rows of one write: a few milliseconds of the writer that payments wait for, too.
    package static let batchRowsMax = 200

    private let database: any Database
    private let objects: ObjectArchive
    private let books: BookArchive
    private let policy: @Sendable () -> RetentionPolicy
    private let scheduler: any Scheduler
    private let logger: Logger

    /// - Parameters:
    ///   - archiveDirectory: where final objects go before they are removed; asked anew for every round.
    ///   - policy: asked anew for every round.
    package init(
        database: any Database, audit: any AuditTrail, scheduler: any Scheduler, logger: Logger,
        archiveDirectory: @escaping @Sendable () -> String, policy: @escaping @Sendable () -> RetentionPolicy
    ) {
        self.database = database
        objects = ObjectArchive(database: database, audit: audit, directory: archiveDirectory)
        books = BookArchive(database: database, audit: audit, directory: archiveDirectory)
        self.policy = policy
        self.scheduler = scheduler
        self.logger = logger
    }

    /// Runs until its task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            await sweep(at: scheduler.now())
            try? await scheduler.sleep(for: Self.interval)
        }
    }

    /// One round. A step that fails waits for the next round, and hinders no other.
    package func sweep(at now: Timestamp) async {
        let policy = policy()
        for step in RetentionPolicy.Step.allCases {
            await attempt("\(step.rawValue)") {
                while !Task.isCancelled, try await prune(step, policy, at: now) {}
            }
        }
        let deadline = policy.archiveDeadline(at: now)
        await attempt("objects") {
            while !Task.isCancelled, try await objects.archive(checkedBefore: deadline, at: now) {}
        }
        // Their entries rest on them until they are gone.
        await attempt("books") {
            while !Task.isCancelled, try await books.archive(createdBefore: deadline, at: now) {}
        }
    }

    private func prune(_ step: RetentionPolicy.Step, _ policy: RetentionPolicy, at now: Timestamp) async throws -> Bool
    {
        let deadline = policy.deadline(of: step, at: now)
        return try await database.write { store in
            try RetentionRepository.prune(step, olderThan: deadline, limit: Self.batchRowsMax, in: store)
        }
    }

    private func attempt(_ what: String, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            logger.warning("retention waits", metadata: ["of": "\(what)", "reason": "\(error)"])
        }
    }
}
