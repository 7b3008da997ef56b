/// One thing that really happened: what a test counts to prove "never twice, never lost".
struct Effect: Sendable {
    enum Kind: String, Sendable {
        case paymentCreated = "payment_created"
        case paymentStatus = "payment_status"
        case withdrawalCreated = "withdrawal_created"
        case withdrawalStatus = "withdrawal_status"
        case webhookAttempt = "webhook_attempt"
    }

    let kind: Kind
    let account: String
    let id: String
    var clientID: String?
    var orderID: String?
    var customID: String?
    var callbackURL: String?
    var amount: String?
    var currency: String?
    var status: String?
    /// Of a webhook attempt.
    var webhook: WebhookAttempt?

    struct WebhookAttempt: Sendable {
        let webhookID: Int
        let attempt: Int
        let httpStatus: Int?
        let error: String?
    }

    func json(sequence: Int, at: WallTime) -> JSON {
        var fields: JSON = [
            "seq": .integer(sequence), "at": .string(at.precise), "kind": .string(kind.rawValue),
            "account": .string(account), "id": .string(id), "client_id": .text(clientID), "order_id": .text(orderID),
            "custom_id": .text(customID), "callback_url": .text(callbackURL), "amount": .text(amount),
            "currency": .text(currency), "status": .text(status),
        ]
        if let webhook {
            fields.append("webhook_id", .integer(webhook.webhookID))
            fields.append("attempt", .integer(webhook.attempt))
            fields.append("http_status", webhook.httpStatus.map { .integer($0) } ?? .null)
            fields.append("error", .text(webhook.error))
        }
        return fields
    }
}
