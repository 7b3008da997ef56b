import GRDB
import GRDBSQLite
import Store

/// Runs jobs in one transaction, each in a savepoint, and commits once. Every job's caller is told exactly once.
struct WriteBatch {
    enum Outcome: Hashable {
        /// The jobs that became durable; nothing is left open.
        case finished(committedJobs: Int)
        /// The COMMIT failed: the connection must not be used again.
        case indeterminate(StoreError)
    }

    private let database: GRDB.Database
    private let parameters: ParameterCache
    /// Released jobs whose callers wait for the COMMIT.
    private var released: [(succeed: @Sendable () -> Void, fail: @Sendable (any Error) -> Void)] = []

    static func run(
        _ jobs: [WriteJob], on database: GRDB.Database, parameters: ParameterCache
    ) -> Outcome {
        var batch = WriteBatch(database: database, parameters: parameters)
        return batch.run(jobs)
    }

    private init(database: GRDB.Database, parameters: ParameterCache) {
        self.database = database
        self.parameters = parameters
    }

    private mutating func run(_ jobs: [WriteJob]) -> Outcome {
        let session = SQLiteSession(database, parameters: parameters)
        for (index, job) in jobs.enumerated() {
            do {
                if !database.isInsideTransaction { try control("BEGIN IMMEDIATE") }
                try control("SAVEPOINT job")
            } catch {
                // Without a transaction no later job can run either.
                failReleased(because: error)
                for job in jobs[index...] { job.fail(error) }
                return abandon()
            }
            do {
                let succeed = try job.run(session)
                try refuseDanglingForeignKeys()
                try control("RELEASE job")
                released.append((succeed, job.fail))
            } catch {
                job.fail(error)
                if let lost = undoJob(because: error) {
                    for job in jobs[(index + 1)...] { job.fail(lost) }
                    return .indeterminate(lost)
                }
            }
        }
        return released.isEmpty ? abandon() : commit()
    }

    /// Takes back the failed job alone or, when SQLite ended the transaction with it, the batch so far.
    ///
    /// - Returns: an error when its effects can neither be undone nor told from those of others.
    private mutating func undoJob(because cause: any Error) -> StoreError? {
        do {
            guard database.isInsideTransaction else {
                failReleased(because: cause)
                return nil
            }
            try control("ROLLBACK TO job")
            try control("RELEASE job")
            return nil
        } catch {
            failReleased(because: cause)
            return .indeterminate("a failed job cannot be rolled back: \(error)")
        }
    }

    private mutating func failReleased(because cause: any Error) {
        for job in released { job.fail(StoreError.unavailable("the batch was rolled back: \(cause)")) }
        released = []
    }

    private mutating func commit() -> Outcome {
        do {
            try control("COMMIT")
        } catch {
            let outcome = StoreError.indeterminate("\(error)")
            for job in released { job.fail(outcome) }
            return .indeterminate(outcome)
        }
        for job in released { job.succeed() }
        return .finished(committedJobs: released.count)
    }

    private func abandon() -> Outcome {
        guard database.isInsideTransaction else { return .finished(committedJobs: 0) }
        do {
            try control("ROLLBACK")
            return .finished(committedJobs: 0)
        } catch {
            return .indeterminate(.indeterminate("a transaction can neither be ended nor continued: \(error)"))
        }
    }

    /// A deferred key that points nowhere would make the COMMIT fail, and with it everybody else's job.
    private func refuseDanglingForeignKeys() throws {
        var current: Int32 = 0
        var highest: Int32 = 0
        let code = sqlite3_db_status(database.sqliteConnection, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0)
        guard code == SQLITE_OK, current != 0 else { return }
        throw StoreError.constraint("FOREIGN KEY constraint failed")
    }

    private func control(_ sql: String) throws {
        try translatingErrors { try database.cachedStatement(sql: sql).execute() }
    }
}
