/// What waits for the writer thread, who waits for it, and what the writer shall do next.
///
/// A plain value: the shell holds it under a lock, reads the clock, and performs what the methods answer.
struct AppendQueue<Waiter> {
    typealias Instant = ContinuousClock.Instant

    enum Admission: Equatable {
        /// `wake`: the writer sleeps and must be woken.
        case queued(wake: Bool)
        case full
        case refused(Refusal)
    }

    enum Refusal: Equatable { case closed, failed(String) }

    enum Step: Equatable {
        /// Write the batch; then, when `sync`, make everything written durable and report `completed(through:)`.
        case write(through: UInt64, sync: Bool)
        case sync
        case checkpoint
        /// Until woken, or until the time is up.
        case sleep(Duration?)
        /// Nothing is left: sync, checkpoint, and report `finished()`.
        case finish
    }

    private enum Phase { case open, closing, finished, failed(String) }
    private struct Waiting {
        let ticket: UInt64
        let deadline: Instant
        let waiter: Waiter
    }

    private let configuration: AuditConfiguration
    private var phase = Phase.open
    private var records: [AuditRecord] = []
    /// Records ever admitted, taken by the writer, and the last admitted one that someone waits for.
    private var admitted: UInt64 = 0
    private var taken: UInt64 = 0
    private var awaited: UInt64 = 0
    /// In the order of their tickets and therefore of their deadlines.
    private var waiting: [Waiting] = []
    private var closers: [(waiter: Waiter, deadline: Instant)] = []
    private var isAsleep = false
    private(set) var hasEnded = false
    private var gatherUntil: Instant?
    private var unsyncedSince: Instant?
    private var uncheckpointedSince: Instant?
    private var busySince: Instant?

    init(configuration: AuditConfiguration) { self.configuration = configuration }

    /// A waiter comes with the instant at which it gives up.
    mutating func append(_ record: AuditRecord, waiter: (Waiter, until: Instant)? = nil) -> Admission {
        switch phase {
        case .open: break
        case .failed(let reason): return .refused(.failed(reason))
        case .closing, .finished: return .refused(.closed)
        }
        guard records.count < configuration.queueMax else { return .full }
        records.append(record)
        admitted += 1
        if let (waiter, deadline) = waiter {
            awaited = admitted
            waiting.append(Waiting(ticket: admitted, deadline: deadline, waiter: waiter))
        }
        // While it gathers, only someone who waits or a batch worth writing wakes the writer early.
        let isUrgent = waiter != nil || gatherUntil == nil || records.count == configuration.queueMax / 8
        guard isAsleep, isUrgent else { return .queued(wake: false) }
        isAsleep = false
        return .queued(wake: true)
    }

    /// The writer's question. `batch` gets the records to write; its storage is reused.
    mutating func next(at now: Instant, batch: inout [AuditRecord]) -> Step {
        (isAsleep, busySince) = (false, nil)
        let step = decide(at: now)
        switch step {
        case .write:
            batch.removeAll(keepingCapacity: true)
            swap(&batch, &records)
            taken = admitted
            gatherUntil = nil
            unsyncedSince = unsyncedSince ?? now
            uncheckpointedSince = uncheckpointedSince ?? now
        case .sleep: isAsleep = true
        case .sync, .checkpoint, .finish: break
        }
        if !isAsleep { busySince = now }
        return step
    }

    private mutating func decide(at now: Instant) -> Step {
        if case .failed = phase { return .finish }
        if case .closing = phase, records.isEmpty { return .finish }
        // Before the records: under a steady load there are always some.
        let syncAt = unsyncedSince?.advanced(by: configuration.syncInterval)
        let checkpointAt = uncheckpointedSince?.advanced(by: configuration.checkpointInterval)
        if let checkpointAt, checkpointAt <= now { return .checkpoint }
        if let syncAt, syncAt <= now { return .sync }
        if !records.isEmpty {
            let until = gatherUntil ?? now.advanced(by: configuration.gatherInterval)
            if mustWriteNow || until <= now { return .write(through: admitted, sync: awaited > taken) }
            gatherUntil = until
            return .sleep(now.duration(to: until))
        }
        return .sleep([syncAt, checkpointAt].compactMap(\.self).min().map { now.duration(to: $0) })
    }

    private var mustWriteNow: Bool {
        if case .closing = phase { return true }
        return awaited > taken || records.count >= configuration.queueMax / 8
    }

    /// Everything taken so far is durable. Answers who to tell.
    mutating func completed(through ticket: UInt64) -> [Waiter] {
        unsyncedSince = nil
        return removeWaiting { $0.ticket <= ticket }
    }

    /// A checkpoint covers everything taken so far.
    mutating func checkpointed() { uncheckpointedSince = nil }

    /// Those whose deadline has passed. Their records may still become durable.
    mutating func expired(at now: Instant) -> [Waiter] {
        let late = closers.filter { $0.deadline <= now }.map(\.waiter)
        closers.removeAll { $0.deadline <= now }
        return removeWaiting { $0.deadline <= now } + late
    }

    /// The log stays failed. Answers who to tell; those who close are told by `finished()`.
    mutating func failed(_ reason: String) -> [Waiter] {
        phase = .failed(reason)
        records.removeAll()
        return removeWaiting { _ in true }
    }

    /// `wake`: the writer must be woken. `resumeNow`: it has ended already, so nobody will resume the closer.
    mutating func requestClose(_ closer: (Waiter, until: Instant)?) -> (wake: Bool, resumeNow: Bool) {
        if hasEnded { return (false, closer != nil) }
        if let (waiter, deadline) = closer { closers.append((waiter, deadline)) }
        if case .open = phase { phase = .closing }
        defer { isAsleep = false }
        return (isAsleep, false)
    }

    /// The writer has ended. Answers who waited for that.
    mutating func finished() -> [Waiter] {
        defer { closers.removeAll() }
        (hasEnded, busySince) = (true, nil)
        if case .closing = phase { phase = .finished }
        return closers.map(\.waiter)
    }

    func isHealthy(at now: Instant) -> Bool {
        guard case .open = phase, records.count * 10 < configuration.queueMax * 9 else { return false }
        return busySince.map { $0.duration(to: now) <= configuration.appendDeadline } ?? true
    }

    private mutating func removeWaiting(while condition: (Waiting) -> Bool) -> [Waiter] {
        let count = waiting.prefix(while: condition).count
        guard count > 0 else { return [] }
        defer { waiting.removeFirst(count) }
        return waiting.prefix(count).map(\.waiter)
    }
}
