import Policy

/// What says that a write had its effect, whatever an operator believes.
package enum EffectEvidence: Hashable, Sendable, CustomStringConvertible {
    /// The upstream showed the object, or a webhook named it.
    case upstreamID(String)
    case mirrored(status: String?)
    /// More was booked for it than its hold.
    case booked(JournalEntry.Cause)
    /// A signed webhook spoke of it.
    case webhook(status: String?)

    package var description: String {
        switch self {
        case .upstreamID(let id): "its object \(id) is known"
        case .mirrored(let status): "the mirror has its object, \(status ?? "without a status")"
        case .booked(let cause): "the books have an entry for it (\(cause.rawValue))"
        case .webhook(let status): "a signed webhook spoke of it (\(status ?? "without a status"))"
        }
    }

    /// The first that there is; `nil` when nothing is known of an effect.
    package static func find(of intent: Intent, in reader: any SQLReader) throws -> EffectEvidence? {
        if let id = intent.upstreamID { return .upstreamID(id) }
        let key: [SQLValue] = [.id(intent.tenantID), .id(intent.id)]
        if let row = try ObjectRepository.find(intent, in: reader) { return .mirrored(status: row.status) }
        let booked = try reader.first(
            """
            SELECT cause FROM ledger_entries
            WHERE tenant_id = $1 AND intent_id = $2 AND cause IN ('payment', 'post', 'doubt') ORDER BY number LIMIT 1
            """, key
        ) { try $0.text() }
        if let cause = booked.flatMap(JournalEntry.Cause.init(rawValue:)) { return .booked(cause) }
        return try reader.first(
            "SELECT status FROM webhook_events WHERE tenant_id = $1 AND intent_id = $2 ORDER BY id DESC LIMIT 1", key
        ) { .webhook(status: try $0.optionalText()) }
    }
}
