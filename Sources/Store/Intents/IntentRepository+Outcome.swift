import Policy

/// What became of an intent. Each function applies one legal transition, or throws and changes nothing.
extension IntentRepository {
    /// The upstream accepted: the answer is kept for replays and the object becomes the tenant's.
    ///
    /// - Throws: `OwnershipConflict` when the object already belongs to another intent, or a webhook has proved another
    ///   object for this one.
    package static func succeed(
        _ intent: Intent, upstreamID: String, response: StoredResponse, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let current = try asStored(intent, in: store)
        guard current.upstreamID == nil || current.upstreamID == upstreamID else {
            throw OwnershipConflict(intent: intent.id, upstreamID: upstreamID)
        }
        try advance(from: current, by: .answered, upstreamID: upstreamID, response: response, at: now, in: store)
        try own(intent, upstreamID: upstreamID, at: now, in: store)
    }

    /// The upstream refused for good: the refusal is kept for replays, a withdrawal's `custom_id` is free again.
    package static func refuse(
        _ intent: Intent, response: StoredResponse, at now: Timestamp, in store: any SQLWriter
    ) throws {
        try advance(intent, by: .refused, upstreamID: nil, response: response, at: now, in: store)
    }

    /// Certainly no effect: key and `custom_id` are free again.
    package static func abandon(_ intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        try advance(intent, by: .notSent, upstreamID: nil, response: nil, at: now, in: store)
    }

    package static func loseOutcome(_ intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        try advance(intent, by: .outcomeLost, upstreamID: nil, response: nil, at: now, in: store)
    }

    /// An operator established that there was no effect: key and `custom_id` are free again.
    package static func disprove(_ intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        try advance(intent, by: .disproven, upstreamID: nil, response: nil, at: now, in: store)
    }

    /// A signed webhook, the upstream's own word or an operator proves the effect. Idempotent.
    ///
    /// - Parameter upstreamID: `nil` where the object is not known yet: the upstream is asked for it by our reference.
    /// - Returns: `false`, with nothing changed, when it names another object than the one already known, or an object
    ///   that belongs to another intent.
    package static func confirm(
        _ intent: Intent, upstreamID: String?, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        guard let intent = try find(intent.id, of: intent.tenantID, in: store) else { return false }
        if let known = intent.upstreamID { return known == upstreamID ?? known }
        guard let upstreamID else {
            try advance(intent, by: .proven, upstreamID: nil, response: nil, at: now, in: store)
            return true
        }
        let owner = try find(
            upstreamID: upstreamID, accountID: intent.accountID, kind: intent.kind, in: store)
        guard owner == nil else { return false }
        try advance(intent, by: .proven, upstreamID: upstreamID, response: nil, at: now, in: store)
        try own(intent, upstreamID: upstreamID, at: now, in: store)
        return true
    }

    /// After a start no request of an earlier process is in flight: what they left unanswered is unknown, and the
    /// upstream is asked about it.
    ///
    /// - Returns: how many there were.
    package static func loseOutcomesOfEarlierProcess(at now: Timestamp, in store: any SQLWriter) throws -> Int {
        let next = try IntentState.inFlight.applying(.outcomeLost)
        let lost = try store.execute(
            "UPDATE intents SET state = $2, updated_at = $1 WHERE \(isUnsettled) AND state = 'in_flight'",
            [.time(now), .text(next.rawValue)])
        try InquiryQueue.addUnsettledOutcomes(at: now, in: store)
        return lost
    }

    private static func asStored(_ intent: Intent, in store: any SQLReader) throws -> Intent {
        guard let current = try find(intent.id, of: intent.tenantID, in: store) else {
            throw StoreError.corrupt("intent \(intent.id) is missing")
        }
        return current
    }

    private static func advance(
        _ intent: Intent, by event: IntentEvent, upstreamID: String?, response: StoredResponse?, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        let current = try asStored(intent, in: store)
        try advance(from: current, by: event, upstreamID: upstreamID, response: response, at: now, in: store)
    }

    /// - Parameter current: as this transaction read it.
    private static func advance(
        from current: Intent, by event: IntentEvent, upstreamID: String?, response: StoredResponse?, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        let next = try current.state.applying(event)
        let changed = try store.execute(
            """
            UPDATE intents SET state = $1, upstream_id = COALESCE($2, upstream_id),
                response_status = COALESCE($3, response_status), response_body = COALESCE($4, response_body),
                response_resolved = COALESCE($8, response_resolved),
                idempotency_key = CASE WHEN $1 = 'abandoned' THEN NULL ELSE idempotency_key END,
                claimed_custom_id = CASE WHEN $1 = 'abandoned' OR $1 = 'refused' THEN NULL ELSE claimed_custom_id END,
                updated_at = $5
            WHERE tenant_id = $9 AND intent_id = $6 AND state = $7
            """,
            [
                .text(next.rawValue), .optionalText(upstreamID), response.map { .count($0.status) } ?? .null,
                response.map { .blob($0.body) } ?? .null, .time(now), .id(current.id), .text(current.state.rawValue),
                response.map { .boolean($0.isResolved) } ?? .null, .id(current.tenantID),
            ])
        // Of two writers that read one state, one goes on from it; the other may try again from the next.
        guard changed == 1 else { throw StoreError.unavailable("intent \(current.id) changed meanwhile") }
        // No effect, whoever says so: what was set aside for it is given back.
        if next == .refused || next == .abandoned {
            try CustomIDClaims.release(current.claimedCustomID, by: current.id, of: current.tenantID, in: store)
            try BookRepository.apply(.withdrawal(.neverAccepted), to: current, at: now, in: store)
            if event == .notSent { try ApprovalRepository.restoreApproval(usedBy: current, at: now, in: store) }
        }
        try queueResolution(of: current, nowIn: next, after: event, at: now, in: store)
    }

    /// A request that is still in flight tells its own outcome: only one that ended without is asked about.
    private static func queueResolution(
        of intent: Intent, nowIn next: IntentState, after event: IntentEvent, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        switch (intent.state, next) {
        case (_, .unknown), (.unknown, .confirmed), (.refused, .confirmed), (.abandoned, .confirmed):
            try InquiryQueue.addOutcome(of: intent, at: now, in: store)
        case (.confirmed, .confirmed) where event != .proven:
            try InquiryQueue.addOutcome(of: intent, at: now, in: store)
        // Its object is known now: if it is asked about, then for that, and at once.
        case (.confirmed, .confirmed): try InquiryQueue.hastenOutcome(of: intent, at: now, in: store)
        case (.unknown, _), (.confirmed, .succeeded): try InquiryQueue.outcomes.remove(intent, in: store)
        default: break
        }
    }

    private static func own(
        _ intent: Intent, upstreamID: String, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let object: [SQLValue] = [.id(intent.accountID), .text(intent.kind.rawValue), .text(upstreamID)]
        let added = try store.execute(
            """
            INSERT INTO owned_objects
                (account_id, kind, upstream_id, tenant_id, intent_id, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6)
            ON CONFLICT (account_id, kind, upstream_id) DO NOTHING
            """, object + [.id(intent.tenantID), .id(intent.id), .time(now)])
        guard added == 0 else { return }
        let owner = try store.first(
            "SELECT intent_id FROM owned_objects WHERE account_id = $1 AND kind = $2 AND upstream_id = $3", object
        ) { try $0.id(as: IntentKind.self) }
        guard owner == intent.id else { throw OwnershipConflict(intent: intent.id, upstreamID: upstreamID) }
    }
}

/// The upstream gave one object to two intents: neither may be shown the other's.
package struct OwnershipConflict: Error, Hashable, Sendable {
    package let intent: IntentID
    package let upstreamID: String
}
