/// One delivery with its event and what was tried.
package struct DeliveryDetailView: Codable, Sendable {
    package struct Event: Codable, Sendable {
        /// The upstream's name of the event, absent from its flat bodies.
        package let name: String?
        package let status: String?
        package let upstreamID: String?
        /// What is doubtful about it.
        package let note: String?
        package let receivedAt: String
        /// What the tenant gets, as text; `nil` once retention has dropped it.
        package let body: String?

        package init(
            name: String?, status: String?, upstreamID: String?, note: String?, receivedAt: String, body: String?
        ) {
            self.name = name
            self.status = status
            self.upstreamID = upstreamID
            self.note = note
            self.receivedAt = receivedAt
            self.body = body
        }
    }

    package struct Attempt: Codable, Sendable {
        package let number: Int
        package let startedAt: String
        package let durationMs: Int64
        package let status: Int?
        package let error: String

        package init(number: Int, startedAt: String, durationMs: Int64, status: Int?, error: String) {
            self.number = number
            self.startedAt = startedAt
            self.durationMs = durationMs
            self.status = status
            self.error = error
        }
    }

    package let delivery: DeliveryView
    package let event: Event
    /// Oldest first.
    package let failedAttempts: [Attempt]

    package init(delivery: DeliveryView, event: Event, failedAttempts: [Attempt]) {
        self.delivery = delivery
        self.event = event
        self.failedAttempts = failedAttempts
    }
}
