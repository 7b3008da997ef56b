import Store

/// Runs a batch of jobs in one transaction, each in its own SAVEPOINT. Used by the writer thread only.
struct BatchWriter {
    enum End {
        case settled
        /// COMMIT failed, and not for want of room: nobody knows what is on the disk, so nothing may be written after it.
        case indeterminate(StoreError)
    }

    let connection: SQLiteConnection

    /// Returns with every job either in `done` and committed, or failed. Callers resume only after the COMMIT.
    func perform(_ batch: [any PendingWrite]) -> End {
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
            switch error as? StoreError {
            case .noRoom(let reason): return .noRoom("the batch was rolled back: \(reason)")
            case .unavailable(let reason): return .unavailable("the batch was rolled back: \(reason)")
            default: return .unavailable("the batch was rolled back: \(error)")
            }
        }
    }

    private func commit(_ done: [any PendingWrite]) -> End {
        guard !done.isEmpty else { return .settled }
        do throws(StoreError) {
            try connection.run(.commit)
        } catch .noRoom(let reason) where !connection.isInTransaction {
            // A frame of the log found no room, so the frame that carries the commit mark is missing or cut short:
            // SQLite has rolled back, and recovery would find no commit either. Every other failure may come later.
            for job in done { job.fail(.noRoom("the batch was rolled back: \(reason)")) }
            return .settled
        } catch {
            let failure = StoreError.indeterminate(error.description)
            for job in done { job.fail(failure) }
            return .indeterminate(failure)
        }
        for job in done { job.finish() }
        return .settled
    }
}
