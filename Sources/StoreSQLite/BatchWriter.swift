import Store

/// Runs a batch of jobs in one transaction, each in its own SAVEPOINT. Used by the writer thread only.
struct BatchWriter {
    enum Outcome {
        case settled
        /// COMMIT failed: nobody knows what is on the disk, so nothing may be written after it.
        case indeterminate(StoreError)
    }

    let connection: SQLiteConnection

    /// Returns with every job either in `done` and committed, or failed. Callers resume only after the COMMIT.
    func perform(_ batch: [any PendingWrite]) -> Outcome {
        var done: [any PendingWrite] = []
        done.reserveCapacity(batch.count)
        for job in batch {
            if done.isEmpty, !connection.isInTransaction, let error = begin() {
                job.fail(error)
                continue
            }
            done.append(job)
            if let error = runInSavepoint(job) {
                // The whole transaction is gone, certainly: no COMMIT was tried.
                for undone in done { undone.fail(error) }
                done.removeAll(keepingCapacity: true)
            }
        }
        return commit(done)
    }

    private func begin() -> StoreError? {
        do throws(StoreError) {
            try connection.run(.beginImmediate)
            return nil
        } catch {
            return error
        }
    }

    /// - Returns: an error when not only this job but the transaction was rolled back.
    private func runInSavepoint(_ job: any PendingWrite) -> StoreError? {
        do {
            try connection.run(.savepoint)
            do {
                try job.run(on: connection)
                if connection.hasDanglingForeignKeys {
                    let error = StoreError.constraint("FOREIGN KEY constraint failed")
                    job.refuse(error)
                    throw error
                }
            } catch  where connection.isInTransaction {
                try connection.run(.rollbackToSavepoint)
            }
            try connection.run(.release)
            return nil
        } catch {
            // SQLite gives up a whole transaction for some errors (disk full, I/O): earlier jobs went with it.
            if connection.isInTransaction { try? connection.run(.rollback) }
            if case .unavailable(let reason)? = error as? StoreError {
                return .unavailable("the batch was rolled back: \(reason)")
            }
            return .unavailable("the batch was rolled back: \(error)")
        }
    }

    private func commit(_ done: [any PendingWrite]) -> Outcome {
        guard !done.isEmpty else { return .settled }
        do throws(StoreError) {
            try connection.run(.commit)
        } catch {
            let failure = StoreError.indeterminate(error.description)
            for job in done { job.fail(failure) }
            return .indeterminate(failure)
        }
        for job in done { job.finish() }
        return .settled
    }
}
