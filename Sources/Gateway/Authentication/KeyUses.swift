import Threading
import Logging
import Policy
import Store
import Synchronization
import Transport

/// When API keys were last used, gathered in memory and written together about once a minute. What a killed process had
/// gathered is lost, and no more.
package final class KeyUses: Sendable {
    static let interval: Duration = .seconds(60)
    /// Rows that one write changes: a few milliseconds of the writer.
    static let batchRowsMax = 200

    private let gathered = Mutex<[APIKeyID: APIKeyUse]>([:])
    private let database: any Database
    private let scheduler: any Scheduler
    private let logger: Logger

    package init(database: any Database, scheduler: any Scheduler, logger: Logger) {
        self.database = database
        self.scheduler = scheduler
        self.logger = logger
    }

    func note(_ use: APIKeyUse) { gathered.withLock { $0[use.keyID] = use } }

    /// Runs until its task is cancelled, and writes the rest then.
    package func run() async {
        while !Task.isCancelled {
            try? await scheduler.sleep(for: Self.interval)
            await write()
            await dropRetiredSecrets()
        }
    }

    /// Uses that could not be written are gathered again, unless a later one is there.
    func write() async {
        let uses = gathered.withLock { uses in
            defer { uses = [:] }
            return Array(uses.values)
        }
        for start in stride(from: 0, to: uses.count, by: Self.batchRowsMax) {
            let batch = Array(uses[start..<min(start + Self.batchRowsMax, uses.count)])
            do {
                try await database.write { try APIKeyRepository.recordUses(batch, in: $0) }
            } catch {
                gathered.withLock { gathered in
                    for use in batch { gathered[use.keyID] = gathered[use.keyID] ?? use }
                }
                logger.warning("the last uses of API keys could not be written", metadata: ["reason": "\(error)"])
            }
        }
    }

    private func dropRetiredSecrets() async {
        let now = scheduler.now()
        do {
            while try await database.write({ store in
                try TenantRepository.dropRetiredSecrets(endedBefore: now, limit: Self.batchRowsMax, in: store)
            }) == Self.batchRowsMax {}
        } catch {
            logger.warning("retired secrets could not be dropped", metadata: ["reason": "\(error)"])
        }
    }
}
