import HTTPWire
import Policy
import Store

/// Something that the upstream said about an intent's object.
package enum ObjectObservation: Sendable {
    /// The answer to the object's creation: older than all else that is said of it, whenever it is read.
    case creation(JSONValue)
    /// The object itself, as an answer to a question about it, or in a list.
    case answer(JSONValue)
    /// A webhook's body, flat or with the object under `data`.
    case webhook(JSONValue)

    /// Books it, and keeps it for lists; what is known and newer stays. Composes into the caller's transaction.
    ///
    /// - Returns: whether the lists change.
    @discardableResult
    package func record(of intent: Intent, at now: Timestamp, in store: any SQLWriter) throws -> Bool {
        try book(of: intent, at: now, in: store)
        var object = try ObjectRepository.find(intent, in: store).map { try MirroredObject($0) } ?? MirroredObject()
        let isNews = object.absorb(self)
        if isNews { try ObjectRepository.upsert(object.row(of: intent), of: intent, at: now, in: store) }
        // What is no news for lists may be a question for the books.
        if try isNews || BookRepository.openQuestion(about: intent, in: store) != nil {
            try object.follow(intent, at: now, in: store)
        }
        return isNews
    }

    /// Keeps asking about an object for as long as more is expected of it.
    package static func follow(_ intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        try ObjectRepository.find(intent, in: store).map { try MirroredObject($0) }?.follow(intent, at: now, in: store)
    }

    /// What it says of money. A creation's status is a fact like any later one: it may be final already.
    package func book(of intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        guard let fact = ledgerFact(intent.kind) else { return }
        try BookRepository.apply(fact, to: intent, at: now, in: store)
        // What cannot be used refutes nothing.
        if case .answer = self, case .payment(let fact) = fact, fact.standing == .failed, fact.occurredAt != nil,
            fact.defect == nil
        {
            try BookRepository.refuteUndated(intent, in: store)
        }
    }

    private func ledgerFact(_ kind: ObjectKind) -> LedgerFact? {
        switch self {
        case .creation(let body): LedgerFact(kind: kind, body: body, timeNames: LedgerFact.creationTimeNames)
        case .answer(let body), .webhook(let body): LedgerFact(kind: kind, body: body)
        }
    }

    var facts: ObservationOrder.Observation {
        switch self {
        case .creation(let object):
            ObservationOrder.Observation(
                status: UpstreamText.read(object["status"]), time: UpstreamText.read(object["created_at"]))
        case .answer(let object):
            ObservationOrder.Observation(
                status: UpstreamText.read(object["status"]), time: UpstreamText.read(object["updated_at"]))
        case .webhook(let body):
            ObservationOrder.Observation(
                status: UpstreamText.read(body["status"]) ?? UpstreamText.read(body["data"]?["status"]),
                time: UpstreamText.read(body["timestamp"]))
        }
    }

    /// Of a flat webhook the body itself, else the object under `data`. The outer id is the object's own.
    var members: JSONObject {
        switch self {
        case .creation(let object), .answer(let object): return object.objectValue ?? JSONObject()
        case .webhook(let body):
            guard var data = body["data"]?.objectValue else { return body.objectValue ?? JSONObject() }
            for name in ["status"] + ObjectKind.allCases.map(\.upstreamIDName) {
                if let outer = body[name] { data[name] = outer }
            }
            return data
        }
    }
}
