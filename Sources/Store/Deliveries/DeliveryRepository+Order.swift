import Policy

/// The order of one object's deliveries to one receiver.
extension DeliveryRepository {
    /// Oldest first, as these go first; the rest of an object with more waits for them.
    private static let pendingCountMax = 256

    /// Lets those go, wait or end whose turn has changed.
    ///
    /// - Returns: whether there was any to decide on.
    @discardableResult
    static func giveTurns(
        intent: IntentID, lane: DeliveryLane, order: DeliveryOrder, at now: Timestamp, in writer: any SQLWriter
    ) throws -> Bool {
        let object: [SQLValue] = [.id(lane.tenantID), .id(intent), .text(lane.name)]
        let pending = try pending(of: object, in: writer)
        guard !pending.isEmpty else { return false }
        let heard = try heard(of: object, in: writer)
        for (delivery, turn) in zip(pending, order.turns(of: pending.map(\.delivery), heard: heard)) {
            try give(turn, to: delivery, of: lane.tenantID, at: now, in: writer)
        }
        return true
    }

    private struct Waiting {
        let delivery: PendingDelivery
        let waits: Bool
        let nextAttemptAt: Timestamp
    }

    private static func pending(of object: [SQLValue], in reader: any SQLReader) throws -> [Waiting] {
        try reader.rows(
            """
            SELECT sequence, id, created_at, last_attempt_at, claim, waits, next_attempt_at FROM webhook_deliveries
            WHERE tenant_id = $1 AND intent_id = $2 AND lane = $3 AND status = 'pending' AND out_of_order = 0
            ORDER BY sequence, id LIMIT $4
            """, object + [.count(pendingCountMax)]
        ) {
            Waiting(
                delivery: PendingDelivery(
                    place: EventPlace(sequence: try $0.integer(), delivery: try $0.id()), createdAt: try $0.time(),
                    lastAttemptAt: try $0.optionalTime(), isUnderWay: try $0.isPresent()),
                waits: try $0.boolean(), nextAttemptAt: try $0.time())
        }
    }

    private static func heard(of object: [SQLValue], in reader: any SQLReader) throws -> EventPlace? {
        try reader.first(
            """
            SELECT sequence, id FROM webhook_deliveries
            WHERE tenant_id = $1 AND intent_id = $2 AND lane = $3 AND status = 'delivered'
            ORDER BY sequence DESC, id DESC LIMIT 1
            """, object
        ) { EventPlace(sequence: try $0.integer(), delivery: try $0.id()) }
    }

    private static func give(
        _ turn: DeliveryTurn, to waiting: Waiting, of tenantID: TenantID, at now: Timestamp, in writer: any SQLWriter
    ) throws {
        let row: [SQLValue] = [.id(tenantID), .id(waiting.delivery.place.delivery)]
        switch turn {
        case .goes, .goesAtOnce:
            let dueAt = turn == .goes ? waiting.nextAttemptAt : min(waiting.nextAttemptAt, now)
            guard waiting.waits || dueAt != waiting.nextAttemptAt else { return }
            try writer.execute(
                """
                UPDATE webhook_deliveries SET waits = 0, next_attempt_at = $3
                WHERE tenant_id = $1 AND id = $2 AND status = 'pending'
                """, row + [.time(dueAt)])
        case .waits:
            guard !waiting.waits else { return }
            try writer.execute(
                """
                UPDATE webhook_deliveries SET waits = 1
                WHERE tenant_id = $1 AND id = $2 AND status = 'pending' AND claim IS NULL
                """, row)
        case .superseded(let newer):
            try writer.execute(
                """
                UPDATE webhook_deliveries SET status = 'superseded', claim = NULL, finished_at = $3, superseded_by = $4
                WHERE tenant_id = $1 AND id = $2 AND status = 'pending' AND claim IS NULL
                """, row + [.time(now), .id(newer)])
        }
    }

    /// What follows once an attempt is recorded, which left the delivery with this status.
    static func completion(
        of delivery: ClaimedDelivery, _ status: DeliveryStatus, order: DeliveryOrder, at now: Timestamp,
        in writer: any SQLWriter
    ) throws -> AttemptCompletion {
        let hasOthers = try giveTurns(
            intent: delivery.intentID, lane: delivery.lane, order: order, at: now, in: writer)
        guard hasOthers || status == .pending else { return AttemptCompletion(nextDueAt: nil, isSuperseded: false) }
        let next = try writer.first(
            """
            SELECT MIN(next_attempt_at) FROM webhook_deliveries
            WHERE tenant_id = $1 AND intent_id = $2 AND lane = $3 AND status = 'pending' AND waits = 0
            """, [.id(delivery.tenantID), .id(delivery.intentID), .text(delivery.lane.name)]
        ) { try $0.optionalTime() }
        let superseded = try writer.first(
            "SELECT 1 FROM webhook_deliveries WHERE tenant_id = $1 AND id = $2 AND status = 'superseded'",
            [.id(delivery.tenantID), .id(delivery.id)]
        ) { try $0.integer() }
        return AttemptCompletion(nextDueAt: next ?? nil, isSuperseded: superseded != nil)
    }
}
