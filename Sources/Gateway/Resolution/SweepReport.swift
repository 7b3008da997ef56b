import AuditLog
import Logging
import Policy
import Store

/// What operators and the audit hear of the answers.
struct SweepReport: Sendable {
    /// The upstream chooses its statuses.
    private static let statusLengthMax = 40

    let audit: any AuditTrail
    let logger: Logger

    func record(_ result: SweepJournal.Result, _ claimed: ClaimedInquiry, at now: Timestamp) {
        let intent = claimed.intent
        switch result {
        case .overtaken, .unchanged: break
        case .proven(let upstreamID): record("resolution: effect proven", intent, upstreamID, at: now)
        case .settled(let upstreamID): record("resolution: succeeded", intent, upstreamID, at: now)
        case .news(let status):
            record(
                "sweep: \((status ?? "no status").prefix(Self.statusLengthMax))", intent, intent.upstreamID, at: now)
        case .waiting(let finding, let isContradiction):
            logger.log(
                level: isContradiction ? .critical : .debug,
                claimed.subject == .outcome ? "an outcome stays unknown" : "an object stays as it was",
                metadata: ["intent": "\(intent.id)", "finding": "\(finding)"])
        }
    }

    func contradiction(_ reference: String) {
        logger.critical(
            "several objects of the upstream carry one intent's reference", metadata: ["intent": "\(reference)"])
    }

    func failure(_ intent: Intent, _ error: any Error) {
        logger.warning("an answer could not be stored", metadata: ["intent": "\(intent.id)", "reason": "\(error)"])
    }

    private func record(_ result: String, _ intent: Intent, _ upstreamID: String?, at now: Timestamp) {
        audit.append(
            AuditRecord(
                kind: .system, at: now, tenantID: intent.tenantID, result: result, intentID: intent.id,
                upstreamID: upstreamID))
        logger.notice("an open loop was closed", metadata: ["intent": "\(intent.id)", "result": "\(result)"])
    }
}
