import Threading
import Logging
import Policy
import Store
import Transport

/// Ends approvals past their life, whether or not anybody asks again, and drops sums that no window reaches any more; in
/// batches small enough not to be felt.
package struct ApprovalExpiry: Sendable {
    static let interval: Duration = .seconds(60)
    static let batchRowsMax = 100

    private let database: any Database
    private let scheduler: any Scheduler
    private let logger: Logger

    package init(database: any Database, scheduler: any Scheduler, logger: Logger) {
        self.database = database
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

    func sweep(at now: Timestamp) async {
        do {
            while try await database.write({ store in
                try ApprovalRepository.expireApprovalsOfAll(limit: Self.batchRowsMax, at: now, in: store)
            }) == Self.batchRowsMax {}
            while try await database.write({ store in
                try WithdrawalRepository.dropOldSums(limit: Self.batchRowsMax, at: now, in: store)
            }) == Self.batchRowsMax {}
        } catch {
            logger.warning("approvals could not be expired", metadata: ["reason": "\(error)"])
        }
    }
}
