import Policy

/// The outbox: claim, complete, give back. A claim is a lease with a fencing token.
extension DeliveryRepository {
    /// Claims up to `limit` due deliveries of one lane, but for those that wait for an older event of their object.
    package static func claim(
        lane: DeliveryLane, limit: Int, claim: DeliveryClaim, leaseUntil: Timestamp, now: Timestamp,
        in writer: any SQLWriter
    ) throws -> LaneClaim {
        let claimed = try writer.execute(
            """
            UPDATE webhook_deliveries SET claim = $1, next_attempt_at = $2, held = 0
            WHERE tenant_id = $3 AND lane = $4 AND status = 'pending' AND waits = 0 AND next_attempt_at <= $5 AND id IN (
                SELECT d.id FROM webhook_deliveries d
                WHERE d.tenant_id = $3 AND d.lane = $4 AND d.status = 'pending' AND d.waits = 0
                    AND d.next_attempt_at <= $5
                ORDER BY d.next_attempt_at, d.id LIMIT $6)
            """,
            [
                .text(claim.description), .time(leaseUntil), .id(lane.tenantID), .text(lane.name), .time(now),
                .count(limit),
            ])
        let deliveries = claimed == 0 ? [] : try deliveries(of: lane, under: claim, leaseUntil: leaseUntil, in: writer)
        return LaneClaim(deliveries: deliveries, nextDueAt: try earliestDue(of: lane, in: writer))
    }

    private static func deliveries(
        of lane: DeliveryLane, under claim: DeliveryClaim, leaseUntil: Timestamp, in reader: any SQLReader
    ) throws -> [ClaimedDelivery] {
        try reader.rows(
            """
            SELECT d.id, d.event_id, d.intent_id, d.endpoint_id, d.url, COALESCE(e.tenant_body, e.body), d.sequence,
                d.attempts, d.schedule_step
            FROM webhook_deliveries d JOIN webhook_events e ON e.account_id = d.account_id AND e.id = d.event_id
            WHERE d.tenant_id = $1 AND d.lane = $2 AND d.status = 'pending' AND d.waits = 0 AND d.next_attempt_at = $3
                AND d.claim = $4
            ORDER BY d.id
            """, [.id(lane.tenantID), .text(lane.name), .time(leaseUntil), .text(claim.description)]
        ) {
            ClaimedDelivery(
                id: try $0.id(), lane: lane, eventID: try $0.id(), intentID: try $0.id(),
                endpointID: try $0.optionalID(), url: try $0.text(), body: try $0.blob(),
                sequence: try $0.integer(), attempts: try $0.count(), scheduleStep: try $0.count(), claim: claim,
                leaseUntil: leaseUntil)
        }
    }

    private static func earliestDue(of lane: DeliveryLane, in reader: any SQLReader) throws -> Timestamp? {
        try reader.first(
            """
            SELECT next_attempt_at FROM webhook_deliveries
            WHERE tenant_id = $1 AND lane = $2 AND status = 'pending' AND waits = 0
            ORDER BY next_attempt_at LIMIT 1
            """, [.id(lane.tenantID), .text(lane.name)]
        ) { try $0.time() }
    }

    /// Every lane that has something pending, with its earliest time: what a starting engine needs to know.
    package static func pendingLanes(in reader: any SQLReader) throws -> [(lane: DeliveryLane, dueAt: Timestamp)] {
        try reader.rows(
            """
            SELECT tenant_id, lane, MIN(next_attempt_at) FROM webhook_deliveries
            WHERE status = 'pending' AND waits = 0 GROUP BY tenant_id, lane
            """, []
        ) { (DeliveryLane(tenantID: try $0.id(), name: try $0.text()), try $0.time()) }
    }

    /// Records how the claimed attempt ended, and lets the next of the object's deliveries have its turn.
    ///
    /// - Returns: `nil`, with nothing changed, when the claim was lost: the lease ended and the delivery was claimed
    ///   again, or an operator intervened.
    package static func complete(
        _ delivery: ClaimedDelivery, _ result: AttemptResult, order: DeliveryOrder, at now: Timestamp,
        in writer: any SQLWriter
    ) throws -> AttemptCompletion? {
        let (status, nextAttemptAt, finishedAt): (DeliveryStatus, Timestamp, Timestamp?) =
            switch result.next {
            case .delivered: (.delivered, now, now)
            case .retry(let at): (.pending, at, nil)
            case .dead: (.dead, now, now)
            }
        let changed = try writer.execute(
            """
            UPDATE webhook_deliveries SET status = $4, claim = NULL, next_attempt_at = $5, finished_at = $6,
                attempts = attempts + 1, schedule_step = schedule_step + 1, last_attempt_at = $7,
                last_duration_us = $8, last_status = $9, last_error = $10
            WHERE tenant_id = $1 AND id = $2 AND claim = $3
            """,
            [
                .id(delivery.tenantID), .id(delivery.id), .text(delivery.claim.description), .text(status.rawValue),
                .time(nextAttemptAt), .time(finishedAt), .time(result.startedAt),
                .integer(result.durationMicroseconds), .optionalCount(result.status), .optionalText(result.error),
            ])
        guard changed == 1 else { return nil }
        if let error = result.error {
            try insertFailure(of: delivery, result, error: error, in: writer)
        }
        return try completion(of: delivery, status, order: order, at: now, in: writer)
    }

    private static func insertFailure(
        of delivery: ClaimedDelivery, _ result: AttemptResult, error: String, in writer: any SQLWriter
    ) throws {
        try writer.execute(
            """
            INSERT INTO webhook_attempts (tenant_id, delivery_id, number, started_at, duration_us, status, error)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .id(delivery.tenantID), .id(delivery.id), .count(delivery.attempts + 1),
                .time(result.startedAt), .integer(result.durationMicroseconds), .optionalCount(result.status),
                .text(error),
            ])
    }

    /// Gives a claim back without an attempt having counted.
    package static func postpone(
        _ delivery: ClaimedDelivery, until nextAttemptAt: Timestamp, reason: String, in writer: any SQLWriter
    ) throws -> Bool {
        try writer.execute(
            """
            UPDATE webhook_deliveries SET claim = NULL, next_attempt_at = $4, last_error = $5
            WHERE tenant_id = $1 AND id = $2 AND claim = $3
            """,
            [
                .id(delivery.tenantID), .id(delivery.id), .text(delivery.claim.description), .time(nextAttemptAt),
                .text(reason),
            ]) == 1
    }

    /// Gives a claim back because the tenant is suspended: until `releaseHeld`, or `until` if that never comes.
    ///
    /// - Parameter soon: in its place, where the tenant was resumed meanwhile.
    /// - Returns: when it is due; `nil` when the claim was lost.
    package static func hold(
        _ delivery: ClaimedDelivery, until: Timestamp, soon: Timestamp, in writer: any SQLWriter
    ) throws -> Timestamp? {
        let status: TenantStatus? = try writer.first(
            "SELECT status FROM tenants WHERE id = $1", [.id(delivery.tenantID)]
        ) { try $0.choice() }
        let isSuspended = status == .suspended
        let changed = try writer.execute(
            """
            UPDATE webhook_deliveries SET claim = NULL, next_attempt_at = $4, held = $5, last_error = $6
            WHERE tenant_id = $1 AND id = $2 AND claim = $3
            """,
            [
                .id(delivery.tenantID), .id(delivery.id), .text(delivery.claim.description),
                .time(isSuspended ? until : soon), .boolean(isSuspended), .text("the tenant is suspended"),
            ])
        guard changed == 1 else { return nil }
        return isSuspended ? until : soon
    }

    /// What a suspension held back is due, in the commit that ends it.
    package static func releaseHeld(of tenantID: TenantID, at now: Timestamp, in writer: any SQLWriter) throws {
        try writer.execute(
            """
            UPDATE webhook_deliveries SET held = 0, next_attempt_at = $2
            WHERE tenant_id = $1 AND held = 1 AND status = 'pending'
            """, [.id(tenantID), .time(now)])
    }

    /// Ends every claim, for a process that owns the database alone and so knows that no attempt is under way.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package static func releaseAllClaims(at now: Timestamp, in writer: any SQLWriter) throws -> Int {
        try writer.execute(
            """
            UPDATE webhook_deliveries SET claim = NULL, next_attempt_at = $1
            WHERE status = 'pending' AND claim IS NOT NULL
            """, [.time(now)])
    }

    /// Ends what is pending for an endpoint that was removed or wants no more. Attempts under way lose their claim.
    ///
    /// - Returns: how many deliveries are dead now.
    @discardableResult
    package static func abandon(
        endpoint id: EndpointID, of tenantID: TenantID, reason: String, at now: Timestamp, in writer: any SQLWriter
    ) throws -> Int {
        try writer.execute(
            """
            UPDATE webhook_deliveries SET status = 'dead', claim = NULL, finished_at = $3, last_error = $4
            WHERE tenant_id = $1 AND lane = $2 AND status = 'pending'
            """, [.id(tenantID), .text(id.description), .time(now), .text(reason)])
    }
}
