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

        enum CodingKeys: String, CodingKey {
            case name, status, note, body
            case upstreamID = "upstream_id"
            case receivedAt = "received_at"
        }
    }

    package struct Attempt: Codable, Sendable {
        package let number: Int
        package let startedAt: String
        package let durationMilliseconds: Int64
        package let status: Int?
        package let error: String

        enum CodingKeys: String, CodingKey {
            case number, status, error
            case startedAt = "started_at"
            case durationMilliseconds = "duration_ms"
        }
    }

    package let delivery: DeliveryView
    package let event: Event
    /// Oldest first.
    package let failedAttempts: [Attempt]

    enum CodingKeys: String, CodingKey {
        case delivery, event
        case failedAttempts = "failed_attempts"
    }
}
