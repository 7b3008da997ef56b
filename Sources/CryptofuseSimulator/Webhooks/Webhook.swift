import NIOCore

/// One message to a merchant, with all its attempts.
struct Webhook: Sendable {
    enum State: String, Sendable { case pending, held, delivered, abandoned, lost }

    struct Attempt: Sendable {
        let at: WallTime
        let httpStatus: Int?
        let error: String?
    }

    let id: Int
    let account: Int
    let objectID: String
    let reference: String?
    let event: String
    let status: String
    let url: String
    let body: ByteBuffer
    let signature: String
    let createdAt: WallTime
    var state = State.pending
    var attempts: [Attempt] = []

    var json: JSON {
        [
            "id": .integer(id), "object_id": .string(objectID), "reference": .text(reference),
            "event": .string(event), "status": .string(status), "url": .string(url),
            "body": .string(String(buffer: body)), "signature": .string(signature), "state": .string(state.rawValue),
            "created_at": .string(createdAt.precise),
            "attempts": .array(
                attempts.map {
                    [
                        "at": .string($0.at.precise), "error": .text($0.error),
                        "http_status": $0.httpStatus.map { .integer($0) } ?? .null,
                    ]
                }),
        ]
    }
}

/// What the sender needs for one attempt.
struct WebhookPost: Sendable {
    let id: Int
    let url: String
    let body: ByteBuffer
    let signature: String
}
