struct IssuedToken: Sendable {
    let account: Int
    let clientID: String
    let scopes: Set<String>
    let expiresAt: WallTime
}

/// A fixed window of requests of one application.
struct QuotaWindow: Sendable {
    var startedAt: WallTime
    var used: Int
}

struct Counters: Sendable {
    struct AnswerKey: Hashable, Sendable {
        let route: String
        let status: Int
    }

    var requests: [String: Int] = [:]
    var answers: [AnswerKey: Int] = [:]
    var connections = 0
    var tokensIssued = 0
    var tokensRefused = 0
    var webhookAttempts = 0
    var webhooksDelivered = 0

    var json: JSON {
        [
            "requests": .object(requests.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }),
            "answers": .object(
                answers.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
                    .map { ("\($0.key.route) \($0.key.status)", .integer($0.value)) }),
            "connections": .integer(connections),
            "tokens_issued": .integer(tokensIssued),
            "tokens_refused": .integer(tokensRefused),
            "webhook_attempts": .integer(webhookAttempts),
            "webhooks_delivered": .integer(webhooksDelivered),
        ]
    }
}
