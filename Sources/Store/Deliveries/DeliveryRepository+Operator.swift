import Policy

/// What the operator sees and does.
extension DeliveryRepository {
    /// Newest first.
    package static func deliveries(_ filter: DeliveryFilter, in reader: any SQLReader) throws -> [WebhookDelivery] {
        var conditions = ListConditions()
        if let tenantID = filter.tenantID { conditions.add("tenant_id =", .id(tenantID)) }
        if let accountID = filter.accountID { conditions.add("account_id =", .id(accountID)) }
        // In so many words: the indexes of the few have them as their conditions.
        if let status = filter.status { conditions.add("status = '\(status.rawValue)'") }
        if let intentID = filter.intentID { conditions.add("intent_id =", .id(intentID)) }
        conditions.add(filter.span, column: "created_at", id: "id", of: DeliveryID.self)
        if let before = filter.before { conditions.add("id <", .id(before)) }
        let limit = conditions.place(.count(filter.limit))
        return try reader.rows(
            """
            SELECT \(WebhookDelivery.columns) FROM webhook_deliveries \(conditions.clause) ORDER BY id DESC LIMIT \(limit)
            """, conditions.arguments, WebhookDelivery.init(row:))
    }

    /// - Returns: `nil` for another tenant's, as if it did not exist.
    package static func detail(
        _ id: DeliveryID, of tenantID: TenantID, in reader: any SQLReader
    ) throws -> DeliveryDetail? {
        try reader.first(
            "SELECT \(WebhookDelivery.columns) FROM webhook_deliveries WHERE tenant_id = $1 AND id = $2",
            [.id(tenantID), .id(id)], WebhookDelivery.init(row:)
        ).map { try detail(of: $0, in: reader) }
    }

    /// Of whatever tenant: operators name a delivery alone.
    package static func detailForOperator(_ id: DeliveryID, in reader: any SQLReader) throws -> DeliveryDetail? {
        try reader.first(
            "SELECT \(WebhookDelivery.columns) FROM webhook_deliveries WHERE id = $1", [.id(id)],
            WebhookDelivery.init(row:)
        ).map { try detail(of: $0, in: reader) }
    }

    private static func detail(of delivery: WebhookDelivery, in reader: any SQLReader) throws -> DeliveryDetail {
        let event = try reader.first(
            "SELECT \(WebhookEvent.columns) FROM webhook_events WHERE account_id = $1 AND id = $2",
            [.id(delivery.accountID), .id(delivery.eventID)], WebhookEvent.init(row:))
        guard let event else { throw StoreError.corrupt("the event of delivery \(delivery.id) is missing") }
        let failures = try reader.rows(
            """
            SELECT number, started_at, duration_us, status, error FROM webhook_attempts
            WHERE tenant_id = $1 AND delivery_id = $2 ORDER BY number
            """, [.id(delivery.tenantID), .id(delivery.id)]
        ) {
            FailedAttempt(
                number: try $0.count(), startedAt: try $0.time(), durationMicroseconds: try $0.integer(),
                status: try $0.optionalCount(), error: try $0.text())
        }
        return DeliveryDetail(delivery: delivery, event: event, failures: failures)
    }

    /// Makes a delivery due now with a fresh schedule, whatever its status: also a delivered one can be sent again, and
    /// one that was superseded. Unless it was its turn anyway, it goes beside the order of its object.
    package static func retry(
        _ id: DeliveryID, of tenantID: TenantID, at now: Timestamp, in writer: any SQLWriter
    ) throws -> DeliveryRetry {
        try detail(id, of: tenantID, in: writer).map { try retry($0, at: now, in: writer) } ?? .noSuchDelivery
    }

    /// The same of whatever tenant's: operators name a delivery alone.
    package static func retryForOperator(
        _ id: DeliveryID, at now: Timestamp, in writer: any SQLWriter
    ) throws -> DeliveryRetry {
        try detailForOperator(id, in: writer).map { try retry($0, at: now, in: writer) } ?? .noSuchDelivery
    }

    private static func retry(
        _ detail: DeliveryDetail, at now: Timestamp, in writer: any SQLWriter
    ) throws -> DeliveryRetry {
        guard detail.event.body != nil else { return .bodyGone }
        let (tenantID, id) = (detail.delivery.tenantID, detail.delivery.id)
        if let endpointID = detail.delivery.endpointID {
            let endpoints = try EndpointRepository.endpoints(of: tenantID, in: writer)
            guard endpoints.contains(where: { $0.id == endpointID && $0.enabled }) else { return .endpointOff }
        }
        let changed = try writer.execute(
            """
            UPDATE webhook_deliveries SET status = 'pending', claim = NULL, next_attempt_at = $3, schedule_step = 0,
                finished_at = NULL, waits = 0,
                out_of_order = CASE WHEN status = 'pending' AND waits = 0 THEN out_of_order ELSE 1 END
            WHERE tenant_id = $1 AND id = $2 AND (status <> 'pending' OR claim IS NULL OR next_attempt_at <= $3)
            """, [.id(tenantID), .id(id), .time(now)])
        guard changed == 1 else { return .underWay }
        return .scheduled(DeliveryLane(tenantID: tenantID, name: detail.delivery.lane))
    }

    /// Deliveries that died since then.
    package static func diedCount(since time: Timestamp, in reader: any SQLReader) throws -> Int {
        try reader.count(
            "SELECT COUNT(*) FROM webhook_deliveries WHERE status = 'dead' AND finished_at >= $1", [.time(time)])
    }

    /// Deliveries that wait because the name servers of their receivers are dead or broken, by what these did.
    package static func unresolved(in reader: any SQLReader) throws -> [(reason: String, count: Int)] {
        try NameFailure.phrasesOfServers.compactMap { phrase in
            let count = try reader.first(
                "SELECT COUNT(*) FROM webhook_deliveries WHERE status = 'pending' AND last_error LIKE $1",
                [.text("\(NameFailure.reasonPrefix)%: \(phrase)%")]
            ) { try $0.count() }
            return count.flatMap { $0 > 0 ? (phrase, $0) : nil }
        }
    }

    package static func counts(in reader: any SQLReader) throws -> DeliveryCounts {
        func count(_ query: String) throws -> Int {
            try reader.count("SELECT COUNT(*) FROM \(query)", [])
        }
        return DeliveryCounts(
            pending: try count("webhook_deliveries WHERE status = 'pending'"),
            dead: try count("webhook_deliveries WHERE status = 'dead'"),
            unattributedEvents: try EventRepository.countUnattributed(in: reader))
    }
}
