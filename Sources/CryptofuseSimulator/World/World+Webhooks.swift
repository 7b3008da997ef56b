import Crypto
import NIOCore

extension World {
    mutating func notify(of payment: Payment, now: WallTime) {
        guard let url = payment.callbackURL else { return }
        let body = WebhookBody.payment(
            payment, dialect: settings.dialect, conversionRate: conversionRate, now: now)
        enqueue(
            body, account: payment.account, objectID: payment.id, reference: payment.orderID,
            event: "payment_status_update", status: payment.status.rawValue, url: url, now: now)
    }

    mutating func notify(of withdrawal: Withdrawal, now: WallTime) {
        guard let url = withdrawal.callbackURL else { return }
        enqueue(
            WebhookBody.withdrawal(withdrawal, dialect: settings.dialect, now: now), account: withdrawal.account,
            objectID: withdrawal.id, reference: withdrawal.customID, event: "withdrawal_status_update",
            status: withdrawal.status.rawValue, url: url, now: now)
    }

    private mutating func enqueue(
        _ json: JSON, account: Int, objectID: String, reference: String?, event: String, status: String, url: String,
        now: WallTime
    ) {
        let body = json.serialized
        let fault = faults.takeWebhookFault(event: event, status: status, url: url)
        var signature = Self.signature(of: body, secret: accounts[account].webhookSecret)
        if case .badSignature = fault { signature = Self.signature(of: body, secret: "not the secret") }
        lastWebhookID += 1
        let id = lastWebhookID
        var webhook = Webhook(
            id: id, account: account, objectID: objectID, reference: reference, event: event, status: status,
            url: url, body: body, signature: signature, createdAt: now)
        let earlier = heldWebhooks.removeValue(forKey: objectID) ?? []
        switch fault {
        case .lose: webhook.state = .lost
        case .reorder: webhook.state = .held
        default: break
        }
        webhooks[id] = webhook
        switch fault {
        case .lose: break
        case .reorder(let milliseconds):
            heldWebhooks[objectID, default: []].append(id)
            act(.wake(after: .milliseconds(milliseconds), .releaseWebhooks(objectID)))
        case .delay(let milliseconds): act(.wake(after: .milliseconds(milliseconds), .webhook(id)))
        case .duplicate(let copies): for _ in 0...copies { sendWebhook(id) }
        case .badSignature, nil: sendWebhook(id)
        }
        // Held ones go out when the one that overtook them was answered; see `webhookAnswered`.
        for held in earlier { heldWebhooks[objectID, default: []].append(held) }
    }

    static func signature(of body: ByteBuffer, secret: String) -> String {
        let key = SymmetricKey(data: Array(secret.utf8))
        return RandomText.hex(HMAC<SHA256>.authenticationCode(for: Array(body.readableBytesView), using: key))
    }

    /// Attempts for one object go out one after the other, so that only a reorder fault or a retry reorders them.
    mutating func sendWebhook(_ id: Int) {
        guard let webhook = webhooks[id] else { return }
        guard webhookLanes[webhook.objectID] == nil else {
            webhookLanes[webhook.objectID]?.append(id)
            return
        }
        webhookLanes[webhook.objectID] = []
        post(webhook)
    }

    private mutating func post(_ webhook: Webhook) {
        act(.post(WebhookPost(id: webhook.id, url: webhook.url, body: webhook.body, signature: webhook.signature)))
    }

    private mutating func continueLane(of objectID: String) {
        guard var lane = webhookLanes.removeValue(forKey: objectID), let next = lane.first,
            let webhook = webhooks[next]
        else { return }
        lane.removeFirst()
        webhookLanes[objectID] = lane
        post(webhook)
    }

    mutating func releaseWebhooks(of objectID: String) {
        for id in heldWebhooks.removeValue(forKey: objectID) ?? [] {
            webhooks[id]?.state = .pending
            sendWebhook(id)
        }
    }

    /// `error` says why there was no HTTP status.
    mutating func webhookAnswered(_ id: Int, httpStatus: Int?, error: String?, now: WallTime) {
        guard var webhook = webhooks[id] else { return }
        webhook.attempts.append(.init(at: now, httpStatus: httpStatus, error: error))
        let attempt = webhook.attempts.count
        counters.webhookAttempts += 1
        record(webhook, attempt: attempt, httpStatus: httpStatus, error: error, now: now)
        if let httpStatus, (200..<300).contains(httpStatus) {
            if webhook.state != .delivered { counters.webhooksDelivered += 1 }
            webhook.state = .delivered
        } else if webhook.state == .pending {
            if attempt <= configuration.webhookRetrySeconds.count {
                wake(after: configuration.webhookRetrySeconds[attempt - 1], .webhook(id))
            } else {
                webhook.state = .abandoned
            }
        }
        webhooks[id] = webhook
        continueLane(of: webhook.objectID)
        releaseWebhooks(of: webhook.objectID)
    }

    private mutating func record(
        _ webhook: Webhook, attempt: Int, httpStatus: Int?, error: String?, now: WallTime
    ) {
        var effect = Effect(kind: .webhookAttempt, account: accounts[webhook.account].name, id: webhook.objectID)
        if webhook.event == "payment_status_update" {
            effect.orderID = webhook.reference
        } else {
            effect.customID = webhook.reference
        }
        effect.callbackURL = webhook.url
        effect.status = webhook.status
        effect.webhook = .init(webhookID: webhook.id, attempt: attempt, httpStatus: httpStatus, error: error)
        effects.record(effect, at: now)
    }
}
