import Logging
import Policy

/// What the log says of what happened: what needs somebody. The audit has all.
package struct ReportLog: ReportListener {
    private let logger: Logger

    package init(logger: Logger) { self.logger = logger }

    package func hear(_ exchange: ExchangeReport) {
        if let error = exchange.error, error.origin != .client {
            logger.warning(
                "request failed",
                metadata: [
                    "request": "\(exchange.requestID)", "code": "\(error.code.rawValue)", "origin": "\(error.origin)",
                    "reason": "\(error.reason)", "tenant": "\(exchange.tenantID.map { "\($0)" } ?? "-")",
                    "address": "\(exchange.origin ?? "-")",
                ])
        }
        if let webhook = exchange.webhook, let note = webhook.note {
            logger.warning("doubtful webhook", metadata: ["event": "\(webhook.eventID)", "note": "\(note)"])
        }
    }

    /// A delivery that is given up, and an address that is refused, which no later attempt mends by itself. The first
    /// attempt says it.
    package func hear(_ attempt: AttemptReport) {
        let metadata: Logger.Metadata = [
            "delivery": "\(attempt.deliveryID)", "tenant": "\(attempt.tenantID)", "intent": "\(attempt.intentID)",
            "lane": "\(attempt.lane)", "reason": "\(attempt.error ?? "-")",
        ]
        switch attempt.end {
        case .dead: logger.warning("a webhook delivery is dead", metadata: metadata)
        case .addressRefused where attempt.isFirstOfSchedule:
            logger.warning("a webhook's address is refused", metadata: metadata)
        case .addressRefused, .delivered, .failed, .superseded: break
        }
    }

    package func hear(_ action: ActionReport) {
        logger.debug(
            "admin action",
            metadata: [
                "verb": "\(action.name)", "by": "\(action.actor)", "result": "\(action.stage.word)",
                "tenant": "\(action.tenantID.map { "\($0)" } ?? "-")",
            ])
    }
}
