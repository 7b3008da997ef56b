import HTTPWire
import Policy
import Store

/// What the upstream said of one object, put together from its answers and webhooks.
struct MirroredObject: Hashable, Sendable {
    /// The gateway's own values, the tenant's values, and what is the webhook's own and not the object's.
    private static let foreignNames: Set<String> = ["order_id", "custom_id", "callback_url", "event", "timestamp"]
    /// What a webhook calls what an answer calls `blockchain_address`.
    private static let webhookAddressName = "address"

    private(set) var members: JSONObject
    private(set) var newest: ObservationOrder.Observation

    init() {
        members = JSONObject()
        newest = ObservationOrder.Observation(status: nil, time: nil)
    }

    /// - Throws: `StoreError.corrupt` when the row holds no JSON object.
    init(_ row: MirrorRow) throws {
        guard let members = try? JSONValue.parse(row.object).objectValue else {
            throw StoreError.corrupt("a mirrored object is no JSON object")
        }
        self.members = members
        newest = ObservationOrder.Observation(status: row.status, time: row.observedAt)
    }

    /// What was overtaken fills gaps only.
    ///
    /// - Returns: whether anything changed.
    mutating func absorb(_ observation: ObjectObservation) -> Bool {
        let before = self
        let facts = observation.facts
        let isNews = isNews(observation)
        for member in observation.members.members {
            let name = member.name.value
            guard !Self.foreignNames.contains(name), isNews || members[name] == nil else { continue }
            if name == Self.webhookAddressName, members["blockchain_address"] != nil { continue }
            members[name] = member.value
        }
        if isNews {
            newest.status = facts.status ?? newest.status
            newest.time = facts.time ?? newest.time
        }
        return self != before
    }

    private func isNews(_ observation: ObjectObservation) -> Bool {
        if case .creation = observation { return members.members.isEmpty }
        return ObservationOrder.isNews(observation.facts, after: newest)
    }

    func row(of intent: Intent) -> MirrorRow {
        MirrorRow(
            status: newest.status, orderID: Self.text(ofToken: intent.tenantOrderID),
            customID: Self.text(ofToken: intent.tenantCustomID), object: JSONValue.object(members).serialize(),
            observedAt: newest.time)
    }

    /// The upstream is asked about it when it should have moved and did not.
    func follow(_ intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        let end =
            intent.kind == .payment
            ? SweepSchedule.paymentEnd(
                createdAt: intent.createdAt, expiryTime: members["expiry_time"]?.stringValue) : nil
        var expectation = SweepSchedule.expectation(
            of: newest.status, paymentType: members["payment_type"]?.stringValue, at: now, end: end)
        // Whatever its status. What is in doubt of a withdrawal waits in suspense, and for an operator.
        if intent.kind == .payment, try BookRepository.openQuestion(about: intent, in: store) != nil {
            expectation = .movement(by: end)
        }
        try InquiryQueue.follow(intent, expectation, at: now, in: store)
    }

    private static func text(ofToken token: String?) -> String? {
        guard let value = token.flatMap({ try? JSONValue.parse($0.utf8) }) else { return nil }
        return value.stringValue ?? value.numberToken
    }
}
