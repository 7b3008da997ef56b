import Policy

/// Where everything that happens is told, once: the audit keeps it, and listeners hear of it, such as the log. Whoever
/// tells knows none of them; one more is named where the gateway is put together.
package struct Reports: Sendable {
    package let audit: any AuditTrail
    private let listeners: [any ReportListener]

    package init(audit: any AuditTrail, listeners: [any ReportListener] = []) {
        self.audit = audit
        self.listeners = listeners
    }

    /// - Returns: false when the audit could not take it. Listeners have heard of it all the same.
    package func tell(_ exchange: ExchangeReport) -> Bool {
        announce(exchange)
        return audit.append(AuditRecord(exchange))
    }

    /// Returns once it is on disk. What is not, listeners do not hear of.
    package func tellDurably(_ exchange: ExchangeReport) async throws(AuditError) {
        try await audit.appendDurably(AuditRecord(exchange))
        announce(exchange)
    }

    /// Tells the listeners alone: of what the audit counts, or has lost.
    package func announce(_ exchange: ExchangeReport) {
        for listener in listeners { listener.hear(exchange) }
    }

    package func tell(_ attempt: AttemptReport) {
        for listener in listeners { listener.hear(attempt) }
        audit.append(AuditRecord(attempt))
    }

    package func tell(_ action: ActionReport) {
        for listener in listeners { listener.hear(action) }
        audit.append(AuditRecord(action))
    }

    /// Tells the audit alone of an action that has only begun. False when it could not take it.
    package func begin(_ action: ActionReport) -> Bool { audit.append(AuditRecord(action)) }

    /// The same; returns once it, and all that began before it, is on disk.
    package func beginDurably(_ action: ActionReport) async throws(AuditError) {
        try await audit.appendDurably(AuditRecord(action))
    }
}
