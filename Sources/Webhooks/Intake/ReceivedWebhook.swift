import Objects
import Crypto
import HTTPWire
import Policy
import Store

/// A verified webhook on its way into the store.
struct ReceivedWebhook: Sendable {
    let eventID: WebhookEventID
    let accountID: AccountID
    let token: String
    let bytes: [UInt8]
    let json: JSONValue
    let facts: WebhookFacts
    /// Of one object's events, at one receiver.
    let order: DeliveryOrder
    let at: Timestamp

    /// Event, intent, mirrored status, books and deliveries in the caller's one transaction.
    ///
    /// - Returns: `nil` when the same was stored before.
    func store(in writer: any SQLWriter) throws -> StoredWebhook? {
        let dedupeKey = self.dedupeKey
        guard try !EventRepository.hasEvent(accountID: accountID, dedupeKey: dedupeKey, in: writer) else {
            return nil
        }
        let attribution = try attribute(in: writer)
        let event = try event(attribution, in: writer)
        guard try EventRepository.insert(event, dedupeKey: dedupeKey, in: writer) else { return nil }
        guard case .tenant(let claim) = attribution else { return StoredWebhook(event: event, lanes: []) }
        let lanes = try DeliveryTarget.all(for: claim.intent, in: writer).map { target in
            let delivery = target.delivery(of: event, intent: claim.intent)
            try DeliveryRepository.insert(delivery, order: order, in: writer)
            return DeliveryLane(tenantID: delivery.tenantID, name: delivery.lane)
        }
        return StoredWebhook(event: event, lanes: lanes)
    }

    /// SHA-256 over the token's length, the token and the body.
    private var dedupeKey: [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("\(token.utf8.count):\(token)".utf8))
        hash.update(data: bytes)
        return Array(hash.finalize())
    }

    private func attribute(in writer: any SQLWriter) throws -> WebhookAttribution {
        let byToken = try IntentRepository.find(callbackToken: token, accountID: accountID, in: writer)
        let owners = try facts.objects.compactMap {
            try IntentRepository.find(
                upstreamID: $0.upstreamID, accountID: accountID, kind: $0.kind, in: writer)
        }
        let attribution = WebhookAttribution.decide(byToken: byToken, facts: facts, owners: owners)
        switch attribution {
        case .nobody(let reason, let disputed):
            if let disputed { try dispute(disputed, because: reason, in: writer) }
            return attribution
        case .tenant(let claim): return .tenant(try take(claim, in: writer))
        }
    }

    /// What it proves, and what it says of the object, in the caller's commit.
    private func take(_ claim: WebhookAttribution.Claim, in writer: any SQLWriter) throws -> WebhookAttribution.Claim {
        var claim = claim
        if claim.provesEffect,
            try !IntentRepository.confirm(claim.intent, upstreamID: claim.confirms, at: at, in: writer)
        {
            claim.recordsStatus = false
            claim.note = "the object that the body names contradicts what is known of the intent"
        }
        guard claim.recordsStatus else {
            try dispute(claim.intent, because: claim.note ?? "the body names another object", in: writer)
            return claim
        }
        let observation = ObjectObservation.webhook(json)
        if claim.intent.upstreamID ?? claim.confirms != nil {
            try observation.record(of: claim.intent, at: at, in: writer)
        } else {
            // A body without an id is about the token's intent, and no other can be meant.
            try observation.book(of: claim.intent, at: at, in: writer)
        }
        if let question = try BookRepository.openQuestion(about: claim.intent, in: writer) {
            claim.note = claim.note ?? question.rawValue
            try InquiryQueue.ask(about: claim.intent, at: at, in: writer)
        }
        return claim
    }

    /// The call itself proves the effect. Whose status it tells, the upstream must say: nothing of it is booked, the doubt
    /// stands in the books, and the object that the token names is asked about.
    private func dispute(_ intent: Intent, because doubt: String, in writer: any SQLWriter) throws {
        _ = try IntentRepository.confirm(intent, upstreamID: nil, at: at, in: writer)
        try BookRepository.remark(doubt, on: intent, at: at, in: writer)
        try InquiryQueue.ask(about: intent, at: at, in: writer)
    }

    private func event(_ attribution: WebhookAttribution, in reader: any SQLReader) throws -> WebhookEvent {
        var intent: Intent?
        let note: String?
        switch attribution {
        case .nobody(let reason, _):
            note = reason
        case .tenant(let claim):
            intent = claim.intent
            note = claim.note
        }
        let kind = intent?.kind ?? facts.kind
        return WebhookEvent(
            id: eventID, accountID: accountID, tenantID: intent?.tenantID, intentID: intent?.id, kind: kind,
            upstreamID: facts.objects.first { $0.kind == kind }?.upstreamID ?? intent?.upstreamID, name: facts.name,
            status: facts.status, note: note, body: bytes,
            tenantBody: intent.flatMap { TenantBody.restoring($0, in: json, of: bytes) }, receivedAt: at,
            upstreamTime: facts.time, sequence: try intent.map { try sequence(of: $0, in: reader) } ?? 0)
    }

    private func sequence(of intent: Intent, in reader: any SQLReader) throws -> Int64 {
        EventSequence.place(
            ObservationOrder.Observation(status: facts.status, time: facts.time),
            among: try EventRepository.placedEvents(of: intent.id, intent.tenantID, in: reader))
    }
}

/// What one transaction left behind.
struct StoredWebhook: Sendable {
    let event: WebhookEvent
    /// One for each delivery.
    let lanes: [DeliveryLane]

    var receipt: WebhookReceipt {
        WebhookReceipt(
            eventID: event.id, tenantID: event.tenantID, intentID: event.intentID, upstreamID: event.upstreamID,
            status: event.status, note: event.note, deliveryCount: lanes.count)
    }
}
