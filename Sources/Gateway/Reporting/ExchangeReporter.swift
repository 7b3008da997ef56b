import AuditLog
import Logging
import Policy

/// Tells of exchanges that are over, each once.
struct ExchangeReporter: Sendable {
    let reports: Reports
    let refusals: RefusalRecorder
    let logger: Logger

    /// On disk within a second; what may come in any number, as a count.
    func tell(_ report: ExchangeReport) {
        if let kind = report.countedKind {
            refusals.note(report, as: kind)
            reports.announce(report)
        } else if !reports.tell(report) {
            logger.error("a request could not be audited", metadata: ["request": "\(report.requestID)"])
        }
    }

    /// On disk before the answer is given.
    ///
    /// - Throws: when a webhook is not: the upstream must call again. An effect has happened, whatever becomes of its
    ///   record.
    func tellDurably(_ report: ExchangeReport) async throws(GatewayError) {
        do throws(AuditError) {
            try await reports.tellDurably(report)
        } catch {
            guard report.webhook == nil else {
                // It finds the event stored then: what is lost is one record, and this says so.
                throw .serviceUnavailable(origin: .gateway, reason: "a webhook could not be audited: \(error)")
            }
            logger.critical("an effect could not be audited", metadata: ["reason": "\(error)"])
            reports.announce(report)
        }
    }
}
