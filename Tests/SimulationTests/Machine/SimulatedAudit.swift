import AuditLog

/// The audit log on a disk that survives its processes.
final class SimulatedAudit: AuditTrail, @unchecked Sendable {  // touched by the scheduler's thread only
    /// What reached the disk, of all processes.
    final class Disk: @unchecked Sendable {  // likewise
        var records: [AuditRecord] = []
    }

    private let disk: Disk
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
        scheduler.after(scheduler.choices.milliseconds(0...1000)) { [process, disk] in
            if process.isAlive { disk.records.append(record) }
        }
        return true
    }

    func appendDurably(_ record: AuditRecord) async throws(AuditError) {
        let written = process.open { (waiter: Pending<Void>) in
            scheduler.after(scheduler.choices.milliseconds(0...5)) { [process, disk] in
                guard process.isAlive else { return }
                disk.records.append(record)
                waiter.succeed(())
            }
        }
        do { try await written.value() } catch { throw .closed }
    }
}
