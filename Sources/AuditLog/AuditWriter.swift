import Dispatch
import Foundation
import Logging
import Policy
import Synchronization

/// The writer thread, and the queue between it and everyone else.
final class AuditWriter: Sendable {
    typealias Waiter = CheckedContinuation<Result<Void, AuditError>, Never>

    private let configuration: AuditConfiguration
    private let logger: Logger
    private let queue: Mutex<AppendQueue<Waiter>>
    private let wakeUp = DispatchSemaphore(value: 0)
    private let compressor: SegmentCompressor
    private let fullDisk: FullDisk
    private let clock = ContinuousClock()
    private let now: @Sendable () -> Timestamp
    private let expiry = DispatchQueue(label: "audit-expiry")

    /// A deadline is noticed this much late at most.
    private static let expiryInterval = DispatchTimeInterval.milliseconds(100)

    init(
        configuration: AuditConfiguration, operations: FileOperations, fullDisk: FullDisk, recovered: RecoveredLog,
        logger: Logger
    ) throws(AuditError) {
        self.fullDisk = fullDisk
        now = operations.now
        self.configuration = configuration
        self.logger = logger
        self.queue = Mutex(AppendQueue(configuration: configuration))
        compressor = SegmentCompressor(directory: recovered.directory, logger: logger)
        let segments = try SegmentWriter(
            configuration: configuration, operations: operations, compressor: compressor, recovered: recovered,
            logger: logger)
        for path in recovered.uncompressed { compressor.enqueue(path) }
        scheduleExpiry()
        let thread = Thread { [self, lock = recovered.lock] in
            run(segments, holding: lock)
        }
        thread.name = "audit-writer"
        thread.start()
    }

    func append(_ record: consuming AuditRecord) -> Bool {
        if fullDisk.leavesOut(record) { return true }
        switch queue.withLock({ $0.append(record) }) {
        case .queued(let wake):
            if wake { wakeUp.signal() }
            return true
        case .full, .refused: return false
        }
    }

    func appendDurably(_ record: AuditRecord) async throws(AuditError) {
        let deadline = clock.now.advanced(by: configuration.appendDeadline)
        let result = await withCheckedContinuation { (waiter: Waiter) in
            switch queue.withLock({ $0.append(record, waiter: (waiter, until: deadline)) }) {
            case .queued(let wake): if wake { wakeUp.signal() }
            case .full: waiter.resume(returning: .failure(.queueFull(queueMax: configuration.queueMax)))
            case .refused(.closed): waiter.resume(returning: .failure(.closed))
            case .refused(.failed(let reason)): waiter.resume(returning: .failure(.failed(reason: reason)))
            }
        }
        try result.get()
    }

    var isHealthy: Bool { !fullDisk.isFull && queue.withLock { $0.isHealthy(at: clock.now) } }

    /// Asks the writer to end, without waiting for it.
    func requestClose() {
        fullDisk.close()
        if queue.withLock({ $0.requestClose(nil) }).wake { wakeUp.signal() }
    }

    func close() async {
        fullDisk.close()
        let deadline = clock.now.advanced(by: configuration.appendDeadline)
        _ = await withCheckedContinuation { (closer: Waiter) in
            let answer = queue.withLock { $0.requestClose((closer, until: deadline)) }
            if answer.wake { wakeUp.signal() }
            if answer.resumeNow { closer.resume(returning: .success(())) }
        }
    }

    /// Lets those go whose deadline passes while the writer is stuck in the kernel; goes on until the writer ends.
    private func scheduleExpiry() {
        expiry.asyncAfter(deadline: .now() + Self.expiryInterval) { [weak self] in
            guard let self else { return }
            let (late, hasEnded) = queue.withLock { ($0.expired(at: clock.now), $0.hasEnded) }
            for waiter in late { waiter.resume(returning: .failure(.timedOut(configuration.appendDeadline))) }
            if !hasEnded { scheduleExpiry() }
        }
    }

    // MARK: The writer thread

    private func run(_ segments: consuming SegmentWriter, holding lock: OpenFile) {
        var segments = segments
        do throws(AuditError) {
            try drain(into: &segments)
        } catch {
            logger.critical("audit log failed", metadata: ["reason": "\(error)"])
            let waiters = queue.withLock { $0.failed("\(error)") }
            for waiter in waiters { waiter.resume(returning: .failure(error)) }
        }
        compressor.stop()
        lock.unlock()
        let closers = queue.withLock { $0.finished() }
        for closer in closers { closer.resume(returning: .success(())) }
    }

    private func drain(into segments: inout SegmentWriter) throws(AuditError) {
        var batch: [AuditRecord] = []
        while true {
            switch queue.withLock({ $0.next(at: clock.now, batch: &batch) }) {
            case .write(let ticket, let mustSync):
                try segments.write(batch)
                if mustSync { try sync(segments, through: ticket) }
                noteDropped()
            case .sync:
                try sync(segments, through: 0)
            case .checkpoint:
                try segments.checkpoint()
                queue.withLock { $0.checkpointed() }
            case .sleep(let duration):
                sleep(for: duration)
            case .finish:
                return try segments.checkpoint()
            }
        }
    }

    /// What was left out on a full disk is missing from the chain; that it is missing stands in it.
    private func noteDropped() {
        let count = fullDisk.takeDropped()
        guard count > 0 else { return }
        let details = [(name: "count", value: String(count))]
        _ = append(AuditRecord(kind: .system, at: now(), result: "records_left_out", details: details))
    }

    private func sync(_ segments: borrowing SegmentWriter, through ticket: UInt64) throws(AuditError) {
        try segments.sync()
        let waiters = queue.withLock { $0.completed(through: ticket) }
        for waiter in waiters { waiter.resume(returning: .success(())) }
    }

    private func sleep(for duration: Duration?) {
        guard let duration else { return wakeUp.wait() }
        let microseconds = duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
        _ = wakeUp.wait(timeout: .now() + .microseconds(Int(max(1, microseconds))))
    }
}
