import AuditLog
import Policy

/// The audit log on a disk that survives its processes.
final class SimulatedAudit: SearchableAuditTrail, @unchecked Sendable {  // touched by the scheduler's thread only
    /// What reached the disk, of all processes.
    final class Disk: @unchecked Sendable {  // likewise
        var records: [AuditRecord] = []
    }

    private let disk: Disk
    /// In the order in which they came: one on disk has all before it there.
    private var queue: [AuditRecord] = []
    private let process: SimulatedProcess
    private let scheduler: SimulatedScheduler

    init(on disk: Disk, of process: SimulatedProcess, scheduler: SimulatedScheduler) {
        self.disk = disk
        self.process = process
        self.scheduler = scheduler
    }

    var isHealthy: Bool { process.isAlive }

    /// Lost, should the process die within a second, as on a real disk.
    func append(_ record: AuditRecord) -> Bool {
        guard process.isAlive else { return false }
        queue.append(record)
        scheduler.after(scheduler.choices.milliseconds(0...1000)) { [self] in flush() }
        return true
    }

    private func flush() {
        guard process.isAlive else { return }
        disk.records += queue
        queue = []
    }

    /// There are no files to look into.
    func search<Key: Hashable & Sendable>(
        count _: Int, of _: Set<Key>, since _: Timestamp, segmentCountMax _: Int,
        key _: @escaping @Sendable (AuditLine) -> Key?
    ) async throws(AuditError) -> AuditLog.Search<Key> { throw .closed }

    func appendDurably(_ record: AuditRecord) async throws(AuditError) {
        let written = process.open { (waiter: Pending<Void>) in
            queue.append(record)
            scheduler.after(scheduler.choices.milliseconds(0...5)) { [self] in
                guard process.isAlive else { return }
                flush()
                waiter.succeed(())
            }
        }
        do { try await written.value() } catch { throw .closed }
    }
}
