import Policy

/// What the audit keeps of a report.
extension AuditRecord {
    package init(_ exchange: ExchangeReport) {
        self.init(
            kind: exchange.route == .cryptofuseWebhook ? .webhook : .request, at: exchange.startedAt,
            requestID: exchange.requestID, tenantID: exchange.tenantID, actor: exchange.actor, method: exchange.method,
            path: exchange.path, status: exchange.status, result: exchange.result, intentID: exchange.intentID,
            upstreamID: exchange.upstreamID, durationMicroseconds: exchange.durationMicroseconds, peer: exchange.peer,
            client: exchange.client)
        // Most have none: nothing is made for them.
        add("account", exchange.accountID?.description)
        if let webhook = exchange.webhook {
            add("event", webhook.eventID.description)
            add("status", webhook.status)
            add("note", webhook.note)
            add("deliveries", String(webhook.deliveryCount))
        }
        add("reason", exchange.refusal)
        add("claimed", exchange.claimed)
    }

    package init(_ attempt: AttemptReport) {
        let next: Timestamp?
        let word: String
        switch attempt.end {
        case .delivered: (word, next) = ("delivered", nil)
        case .dead: (word, next) = ("dead", nil)
        case .superseded: (word, next) = ("superseded", nil)
        case .failed(let again): (word, next) = ("failed", again)
        case .addressRefused(let again): (word, next) = ("address_refused", again)
        }
        self.init(
            kind: .delivery, at: attempt.startedAt, tenantID: attempt.tenantID, status: attempt.status, result: word,
            intentID: attempt.intentID, durationMicroseconds: attempt.durationMicroseconds,
            details: [
                ("delivery", attempt.deliveryID.description), ("event", attempt.eventID.description),
                ("attempt", String(attempt.attempt)),
            ])
        add("error", attempt.error)
        add("answer_cut", attempt.answerCut)
        add("next", next?.description)
    }

    package init(_ action: ActionReport) {
        self.init(
            kind: .admin, at: action.at, tenantID: action.tenantID, actor: action.actor, method: "ADMIN",
            path: action.name, result: action.stage.word, details: action.details)
    }

    private mutating func add(_ name: String, _ value: String?) {
        if let value { details.append((name, value)) }
    }
}
