import Policy

/// The SQL of the deliveries of webhook events. Every function composes into its caller's transaction.
package enum DeliveryRepository {
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
