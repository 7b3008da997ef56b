import Policy

/// The SQL of proposals. Every function composes into its caller's transaction.
package enum ProposalRepository {
    /// - Parameters:
    ///   - request: the verb's request; it may hold a secret.
    ///   - code: of the request, for `waiting(withCode:of:in:)`.
    ///   - arrangement: what it arranges of its tenant.
    ///   - intentID: of its tenant, where it is about one alone.
    package static func insert(
        _ proposal: Proposal, request: Secret<String>, code: [UInt8], arranging arrangement: WithdrawalArrangement?,
        about intentID: IntentID? = nil, sealer: Sealer, in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO proposals (tenant_id, id, verb, duty, summary, sealed_request, reason, proposer, created_at,
                expires_at, state, arrangement, subject, request_code, intent_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $12, $13, $14)
            """,
            [
                owner(proposal.tenantID), .id(proposal.id), .text(proposal.verb), .text(proposal.review.duty.rawValue),
                .text(proposal.summary), SealedColumn.proposalRequest(proposal.id).seal(request, with: sealer),
                .optionalText(proposal.reason), .text(proposal.review.proposer), .time(proposal.createdAt),
                .time(proposal.review.expiresAt), .optionalText(arrangement?.arrangement.rawValue),
                .optionalText(arrangement?.subject), .blob(code), .id(intentID),
            ])
    }

    /// The one that asks for the same; its time may have run out.
    package static func waiting(
        withCode code: [UInt8], of tenantID: TenantID?, in store: any SQLReader
    ) throws -> Proposal? {
        try store.first(
            """
            SELECT \(Proposal.columns) FROM proposals
            WHERE tenant_id = $1 AND request_code = $2 AND state = 'waiting' AND request_code IS NOT NULL
            """, [owner(tenantID), .blob(code)], Proposal.init(row:))
    }

    package static func find(_ id: ProposalID, in store: any SQLReader) throws -> Proposal? {
        try store.first("SELECT \(Proposal.columns) FROM proposals WHERE id = $1", [.id(id)], Proposal.init(row:))
    }

    /// - Returns: `nil` once it is decided: the request is gone then.
    package static func request(
        of proposal: Proposal, sealer: Sealer, in store: any SQLReader
    ) throws -> Secret<String>? {
        let sealed = try store.first(
            "SELECT sealed_request FROM proposals WHERE tenant_id = $1 AND id = $2",
            [owner(proposal.tenantID), .id(proposal.id)]
        ) { try $0.optionalBlob() }
        return try (sealed ?? nil).map { try SealedColumn.proposalRequest(proposal.id).open($0, with: sealer) }
    }

    /// Which proposals to list, newest first. Absent fields mean any.
    package struct Filter: Sendable {
        package var tenantID: TenantID?
        package var state: ProposalReview.State?
        package var span = TimeSpan()
        /// Only older ones.
        package var before: ProposalID?
        package var limit: Int

        package init(limit: Int) { self.limit = limit }
    }

    package static func list(_ filter: Filter, in store: any SQLReader) throws -> [Proposal] {
        var conditions = ListConditions()
        if let tenantID = filter.tenantID { conditions.add("tenant_id =", .id(tenantID)) }
        if let state = filter.state { conditions.add("state =", .text(state.rawValue)) }
        conditions.add(filter.span, column: "created_at", id: "id", of: ProposalID.self)
        if let before = filter.before { conditions.add("id <", .id(before)) }
        let limit = conditions.place(.count(filter.limit))
        return try store.rows(
            "SELECT \(Proposal.columns) FROM proposals \(conditions.clause) ORDER BY id DESC LIMIT \(limit)",
            conditions.arguments, Proposal.init(row:))
    }

    package static func countWaiting(in store: any SQLReader) throws -> Int {
        try store.count("SELECT COUNT(*) FROM proposals WHERE state = 'waiting'", [])
    }

    /// Writes down what a review came to. Of two at once one succeeds.
    ///
    /// - Parameter review: not waiting any more.
    /// - Returns: `false`, with nothing changed, when it was decided meanwhile.
    package static func settle(
        _ id: ProposalID, _ review: ProposalReview, _ decision: Proposal.Decision, in store: any SQLWriter
    ) throws -> Bool {
        let isSettled =
            try store.execute(
                """
                UPDATE proposals SET state = $2, decided_at = $3, decided_by = $4, decision_reason = $5,
                    sealed_request = NULL
                WHERE id = $1 AND state = 'waiting'
                """,
                [
                    .id(id), .text(review.state.rawValue), .time(decision.at), .text(decision.name),
                    .optionalText(decision.reason),
                ]) == 1
        if isSettled, review.state != .applied {
            try store.execute("DELETE FROM proposal_intents WHERE proposal_id = $1", [.id(id)])
        }
        return isSettled
    }

    /// Ends at most `limit` of those whose time has run out.
    ///
    /// - Returns: those; call again while there are `limit` of them.
    package static func expire(
        at now: Timestamp, by name: String, limit: Int, in store: any SQLWriter
    ) throws -> [Proposal] {
        let due = try store.rows(
            """
            SELECT \(Proposal.columns) FROM proposals WHERE state = 'waiting' AND expires_at <= $1
            ORDER BY expires_at LIMIT $2
            """, [.time(now), .count(limit)], Proposal.init(row:))
        return try due.filter { proposal in
            var review = proposal.review
            guard review.expire(at: now) else { return false }
            return try settle(proposal.id, review, Proposal.Decision(by: name, at: now, reason: nil), in: store)
        }
    }

    /// Forgets at most `limit` of those that were decided before.
    ///
    /// - Returns: how many; call again while it equals `limit`.
    package static func prune(decidedBefore deadline: Timestamp, limit: Int, in store: any SQLWriter) throws -> Int {
        let old = """
            SELECT id FROM proposals WHERE decided_at IS NOT NULL AND decided_at < $1 ORDER BY decided_at LIMIT $2
            """
        let bounds: [SQLValue] = [.time(deadline), .count(limit)]
        try store.execute("DELETE FROM proposal_intents WHERE proposal_id IN (\(old))", bounds)
        return try store.execute("DELETE FROM proposals WHERE id IN (\(old))", bounds)
    }

    private static func owner(_ tenantID: TenantID?) -> SQLValue { tenantID.map { .id($0) } ?? "" }
}
