import Policy

/// The SQL of webhook events. Every function composes into its caller's transaction.
package enum EventRepository {
    /// Events that a new one is compared with: an object has a handful.
    private static let placedCountMax = 64

    /// - Parameter dedupeKey: Equal for the same body at the same callback token.
    /// - Returns: `false`, with nothing changed, when this account has sent the same before.
    package static func insert(_ event: WebhookEvent, dedupeKey: [UInt8], in writer: any SQLWriter) throws -> Bool {
        try writer.execute(
            """
            INSERT INTO webhook_events (id, account_id, tenant_id, intent_id, kind, upstream_id, name, status, note,
                body, tenant_body, received_at, dedupe_key, upstream_time, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (account_id, dedupe_key) DO NOTHING
            """,
            [
                .id(event.id), .id(event.accountID), .id(event.tenantID), .id(event.intentID),
                .optionalText(event.kind?.rawValue), .optionalText(event.upstreamID), .optionalText(event.name),
                .optionalText(event.status), .optionalText(event.note), .optionalBlob(event.body),
                .optionalBlob(event.tenantBody), .time(event.receivedAt), .blob(dedupeKey),
                .optionalText(event.upstreamTime), .integer(event.sequence),
            ]) == 1
    }

    package static func hasEvent(
        accountID: AccountID, dedupeKey: [UInt8], in reader: any SQLReader
    ) throws -> Bool {
        try reader.exists(
            "SELECT 1 FROM webhook_events WHERE account_id = $1 AND dedupe_key = $2",
            [.id(accountID), .blob(dedupeKey)])
    }

    /// The newest of an intent's events, newest first.
    package static func placedEvents(
        of intentID: IntentID, _ tenantID: TenantID, in reader: any SQLReader
    ) throws -> [EventSequence.Placed] {
        try reader.rows(
            """
            SELECT sequence, status, upstream_time FROM webhook_events WHERE tenant_id = $1 AND intent_id = $2
            ORDER BY sequence DESC, id DESC LIMIT $3
            """, [.id(tenantID), .id(intentID), .count(placedCountMax)]
        ) {
            EventSequence.Placed(
                sequence: try $0.integer(),
                observation: ObservationOrder.Observation(
                    status: try $0.optionalText(), time: try $0.optionalText()))
        }
    }

    /// The events of these deliveries.
    package static func events(
        of deliveries: [WebhookDelivery], in reader: any SQLReader
    ) throws -> [WebhookEventID: WebhookEvent] {
        var events: [WebhookEventID: WebhookEvent] = [:]
        for delivery in deliveries where events[delivery.eventID] == nil {
            events[delivery.eventID] = try reader.first(
                "SELECT \(WebhookEvent.columns) FROM webhook_events WHERE account_id = $1 AND id = $2",
                [.id(delivery.accountID), .id(delivery.eventID)], WebhookEvent.init(row:))
        }
        return events
    }

    /// Events that no intent explains, newest first.
    package static func unattributedEvents(limit: Int, in reader: any SQLReader) throws -> [WebhookEvent] {
        try reader.rows(
            "SELECT \(WebhookEvent.columns) FROM webhook_events WHERE tenant_id IS NULL ORDER BY id DESC LIMIT $1",
            [.count(min(max(limit, 1), DeliveryFilter.limitMax))], WebhookEvent.init(row:))
    }

    static func countUnattributed(in reader: any SQLReader) throws -> Int {
        try reader.count("SELECT COUNT(*) FROM webhook_events WHERE tenant_id IS NULL", [])
    }

    /// Webhooks since then that could not be taken at their word, whoever they went to.
    package static func doubtfulEventCount(since time: Timestamp, in reader: any SQLReader) throws -> Int {
        try reader.count(
            "SELECT COUNT(*) FROM webhook_events WHERE note IS NOT NULL AND received_at >= $1", [.time(time)])
    }

    /// Drops events that no intent explains. One that is played again later is taken as new, and goes to nobody either.
    ///
    /// - Returns: how many; call again while it equals `limit`.
    package static func pruneStrayEvents(
        receivedBefore deadline: Timestamp, limit: Int, in writer: any SQLWriter
    ) throws -> Int {
        try writer.execute(
            """
            DELETE FROM webhook_events WHERE tenant_id IS NULL AND id IN (
                SELECT id FROM webhook_events WHERE tenant_id IS NULL AND id < $1 ORDER BY id LIMIT $2)
            """, [.id(WebhookEventID(earliestAt: deadline)), .count(limit)])
    }

    /// Of events that have no delivery left.
    static func pruneBodies(
        receivedBefore deadline: Timestamp, limit: Int, in writer: any SQLWriter
    ) throws -> Int {
        try writer.execute(
            """
            UPDATE webhook_events SET body = NULL, tenant_body = NULL WHERE body IS NOT NULL AND id IN (
                SELECT e.id FROM webhook_events e
                WHERE e.body IS NOT NULL AND e.id < $1 AND NOT EXISTS (
                    SELECT 1 FROM webhook_deliveries d WHERE d.tenant_id = e.tenant_id AND d.event_id = e.id)
                ORDER BY e.id LIMIT $2)
                AND NOT EXISTS (
                    SELECT 1 FROM webhook_deliveries d
                    WHERE d.tenant_id = webhook_events.tenant_id AND d.event_id = webhook_events.id)
            """, [.id(WebhookEventID(earliestAt: deadline)), .count(limit)])
    }
}
