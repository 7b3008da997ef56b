import Threading
import AuditLog
import Logging
import Policy
import Synchronization
import Transport

/// Writes what strangers send to audit and log: the first of a kind as it is, then one record a minute with their number.
package final class RefusalRecorder: Sendable {
    /// How late a minute's record may be.
    private static let sweepInterval: Duration = .seconds(5)

    private let counts = Mutex(RefusalCounts())
    private let audit: any AuditTrail
    private let scheduler: any Scheduler
    private let logger: Logger

    package init(audit: any AuditTrail, scheduler: any Scheduler, logger: Logger) {
        self.audit = audit
        self.scheduler = scheduler
        self.logger = logger
    }

    /// The first of its kind has a record of its own.
    func note(_ report: ExchangeReport, as kind: RefusalCounts.Kind) {
        guard let summary = counts.withLock({ $0.note(kind, sample: report.claimed, at: report.startedAt) }) else {
            return
        }
        if summary.count == 1, summary.kind == kind { write(AuditRecord(report), summary) } else { write(summary) }
    }

    /// Until cancelled; then what is left is written.
    package func run() async {
        while !Task.isCancelled {
            try? await scheduler.sleep(for: Self.sweepInterval)
            let now = scheduler.now()
            for summary in counts.withLock({ $0.due(at: now) }) { write(summary) }
        }
        let now = scheduler.now()
        for summary in counts.withLock({ $0.rest(at: now) }) { write(summary) }
    }

    private func write(_ summary: RefusalCounts.Summary) {
        let kind = summary.kind
        var details = [
            (name: "count", value: String(summary.count)), (name: "first", value: summary.firstAt.description),
        ]
        if let reason = kind.reason { details.append((name: "reason", value: reason)) }
        for sample in summary.samples { details.append((name: "sample", value: sample)) }
        write(
            AuditRecord(
                kind: .request, at: summary.lastAt, tenantID: kind.tenantID, path: kind.route, status: kind.status,
                result: kind.result, details: details, peer: kind.address), summary)
    }

    private func write(_ record: AuditRecord, _ summary: RefusalCounts.Summary) {
        if !audit.append(record) { logger.error("refused requests could not be audited") }
        guard summary.kind.status == 401 else { return }
        logger.notice(
            "authentication failed",
            metadata: [
                "address": "\(summary.kind.address ?? "several")", "route": "\(summary.kind.route)",
                "reason": "\(summary.kind.reason ?? summary.kind.result)", "count": "\(summary.count)",
                "claimed": "\(summary.samples.isEmpty ? "-" : summary.samples.joined(separator: ", "))",
            ])
    }
}
