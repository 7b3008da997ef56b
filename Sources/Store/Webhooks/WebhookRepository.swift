import Policy

/// The SQL of webhook events and their deliveries. Every function composes into its caller's transaction.
package enum WebhookRepository {
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

    /// A new delivery takes its place among those of its object to the same receiver.
    package static func insert(
        _ delivery: WebhookDelivery, order: DeliveryOrder, in writer: any SQLWriter
    ) throws {
        try writer.execute(
            """
            INSERT INTO webhook_deliveries (tenant_id, id, event_id, account_id, intent_id, endpoint_id, url, lane,
                status, next_attempt_at, created_at, sequence, waits)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10, $11, 1)
            """,
            [
                .id(delivery.tenantID), .id(delivery.id), .id(delivery.eventID), .id(delivery.accountID),
                .id(delivery.intentID), .id(delivery.endpointID), .text(delivery.url), .text(delivery.lane),
                .time(delivery.nextAttemptAt), .time(delivery.createdAt), .integer(delivery.sequence),
            ])
        try giveTurns(
            intent: delivery.intentID, lane: DeliveryLane(tenantID: delivery.tenantID, name: delivery.lane),
            order: order, at: delivery.createdAt, in: writer)
    }
}
