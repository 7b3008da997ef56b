import Policy
import Store

@testable import StoreSQLite

/// The store of one process: the real statements, savepoints and batches on a real SQLite database, with commits that
/// end as the run's plan has it.
final class SimulatedStore: Database, @unchecked Sendable {  // touched by the scheduler's thread only
    private let disk: StoreDisk
    private let process: SimulatedProcess
    private let scheduler: SimulatedScheduler
    private let fate: () -> CommitFate
    /// A commit's end is unknown: the process must end.
    private let onIndeterminate: () -> Void
    private var queue: [any PendingWrite] = []
    private var isCommitDue = false
    private var hasFailed = false

    init(
        on disk: StoreDisk, of process: SimulatedProcess, scheduler: SimulatedScheduler,
        fate: @escaping () -> CommitFate, onIndeterminate: @escaping () -> Void
    ) {
        self.disk = disk
        self.process = process
        self.scheduler = scheduler
        self.fate = fate
        self.onIndeterminate = onIndeterminate
    }

    func write<Value: Sendable>(_ job: @escaping @Sendable (any SQLWriter) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let pending = WriteJob(job, mayUseReserve: false, continuation: continuation)
            guard process.isAlive, !hasFailed else { return pending.fail(.closed) }
            queue.append(pending)
            commitSoon()
        }
    }

    func read<Value: Sendable>(_ query: @escaping @Sendable (any SQLReader) throws -> Value) async throws -> Value {
        guard !hasFailed else { throw StoreError.closed }
        let found = process.open { (waiter: Pending<Value>) in
            scheduler.after(scheduler.choices.milliseconds(0...2)) { [disk] in
                do { waiter.succeed(try query(disk.connection)) } catch { waiter.fail(error) }
            }
        }
        do { return try await found.value() } catch is SimulatedProcess.Death { throw StoreError.closed }
    }

    private func commitSoon() {
        guard !isCommitDue else { return }
        isCommitDue = true
        scheduler.after(scheduler.choices.milliseconds(0...6)) { [self] in
            isCommitDue = false
            commit()
        }
    }

    /// A batch, as the writer thread takes one; what was queued behind it waits for the next.
    private func commit() {
        guard process.isAlive, !hasFailed else { return failQueue() }
        let count = min(queue.count, scheduler.choices.pick([1, 2, 64]))
        let batch = Array(queue.prefix(count))
        queue.removeFirst(count)
        if !queue.isEmpty { commitSoon() }
        perform(batch, fate())
    }

    private func perform(_ batch: [any PendingWrite], _ fate: CommitFate) {
        let writer = BatchWriter(connection: disk.connection)
        switch fate {
        case .durable: _ = writer.perform(batch)
        case .lies:
            try? disk.connection.run(.beginImmediate)
            for job in batch { try? job.run(on: disk.connection) }
            try? disk.connection.run(.rollback)
            for job in batch { job.finish() }
        case .diesBefore:
            process.die()
            for job in batch { job.fail(.closed) }
        case .diesAfter:
            _ = writer.perform(batch.map { UnheardWrite($0, error: .closed) })
            process.die()
        case .failsAbsent:
            hasFailed = true
            for job in batch { job.fail(Self.indeterminate) }
            onIndeterminate()
        case .failsPresent:
            hasFailed = true
            _ = writer.perform(batch.map { UnheardWrite($0, error: Self.indeterminate) })
            onIndeterminate()
        }
        if !process.isAlive || hasFailed { failQueue() }
    }

    private func failQueue() {
        let jobs = queue
        queue = []
        for job in jobs { job.fail(.closed) }
    }

    private static let indeterminate = StoreError.indeterminate("the simulated disk failed")
}

/// A write whose caller does not hear that it is durable.
private final class UnheardWrite: PendingWrite {
    private let inner: any PendingWrite
    private let error: StoreError

    init(_ inner: any PendingWrite, error: StoreError) {
        self.inner = inner
        self.error = error
    }

    var mayUseReserve: Bool { inner.mayUseReserve }
    func run(on writer: any SQLWriter) throws { try inner.run(on: writer) }
    func refuse(_ error: StoreError) { inner.refuse(error) }
    func finish() { inner.fail(error) }
    func fail(_ error: StoreError) { inner.fail(error) }
}
