import Policy

/// One of the intents that a proposal would resolve as without effect.
package struct ProposedIntent: Hashable, Sendable {
    package let tenantID: TenantID
    package let intentID: IntentID
    /// Of the funds that this frees; `nil` for a payment.
    package let currency: CurrencyCode?

    package init(tenantID: TenantID, intentID: IntentID, currency: CurrencyCode?) {
        self.tenantID = tenantID
        self.intentID = intentID
        self.currency = currency
    }

    /// What became of those of one proposal.
    package struct Progress: Sendable {
        package var frozen = 0
        package var resolved = 0
        package var leftCount = 0
        /// The first of those that were left as they are, and why.
        package var left: [(intentID: IntentID, reason: String)] = []
    }
}

extension ProposalRepository {
    /// In the commit that proposes it.
    package static func freeze(
        _ intents: [ProposedIntent], in proposal: ProposalID, store: any SQLWriter
    ) throws {
        for intent in intents {
            try store.execute(
                """
                INSERT INTO proposal_intents (tenant_id, proposal_id, intent_id, currency, state)
                VALUES ($1, $2, $3, $4, 'frozen')
                """,
                [
                    .id(intent.tenantID), .id(proposal), .id(intent.intentID),
                    .optionalText(intent.currency?.description),
                ])
        }
    }

    /// - Parameter own: a proposal that does not count.
    /// - Returns: a proposal that waits and is about one of these, alone or among many.
    package static func holding(
        anyOf intents: [ProposedIntent], except own: ProposalID? = nil, at now: Timestamp, in store: any SQLReader
    ) throws -> ProposalID? {
        for intent in intents {
            let holder: ProposalID? = try store.first(
                """
                SELECT p.id FROM proposal_intents i JOIN proposals p ON p.id = i.proposal_id
                WHERE i.tenant_id = $1 AND i.intent_id = $2 AND p.state = 'waiting' AND p.expires_at > $3
                    AND p.id <> $4
                UNION ALL SELECT id FROM proposals
                WHERE tenant_id = $1 AND intent_id = $2 AND intent_id IS NOT NULL AND state = 'waiting'
                    AND expires_at > $3 AND id <> $4
                LIMIT 1
                """, [.id(intent.tenantID), .id(intent.intentID), .time(now), own.map { .id($0) } ?? ""]
            ) { try $0.id() }
            if let holder { return holder }
        }
        return nil
    }

    /// At most `limit` of those that nothing was decided about yet.
    package static func frozen(
        in proposal: ProposalID, limit: Int, store: any SQLReader
    ) throws -> [ProposedIntent] {
        try store.rows(
            """
            SELECT tenant_id, intent_id, currency FROM proposal_intents
            WHERE proposal_id = $1 AND state = 'frozen' LIMIT $2
            """, [.id(proposal), .count(limit)]
        ) {
            ProposedIntent(
                tenantID: try $0.id(), intentID: try $0.id(),
                currency: try $0.optionalCurrency())
        }
    }

    /// Whether the outcome of one of them is still unknown.
    package static func hasUnknown(in proposal: ProposalID, store: any SQLReader) throws -> Bool {
        try store.exists(
            """
            SELECT 1 FROM proposal_intents i JOIN intents n ON n.tenant_id = i.tenant_id AND n.intent_id = i.intent_id
            WHERE i.proposal_id = $1 AND n.state = 'unknown' LIMIT 1
            """, [.id(proposal)])
    }

    /// - Parameter reason: why it was left as it is; `nil` when it was resolved.
    package static func settle(
        _ intent: ProposedIntent, of proposal: ProposalID, leftBecause reason: String?, in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            UPDATE proposal_intents SET state = $4, reason = $5
            WHERE tenant_id = $1 AND proposal_id = $2 AND intent_id = $3 AND state = 'frozen'
            """,
            [
                .id(intent.tenantID), .id(proposal), .id(intent.intentID), .text(reason == nil ? "resolved" : "left"),
                .optionalText(reason),
            ])
    }

    /// - Returns: `nil` for a proposal that is about no intents of this kind.
    package static func progress(
        of proposal: ProposalID, leftMax: Int, in store: any SQLReader
    ) throws -> ProposedIntent.Progress? {
        let counts = try store.rows(
            "SELECT state, COUNT(*) FROM proposal_intents WHERE proposal_id = $1 GROUP BY state", [.id(proposal)]
        ) { (try $0.text(), try $0.count()) }
        guard !counts.isEmpty else { return nil }
        let count = Dictionary(uniqueKeysWithValues: counts)
        var progress = ProposedIntent.Progress()
        progress.frozen = count["frozen"] ?? 0
        progress.resolved = count["resolved"] ?? 0
        progress.leftCount = count["left"] ?? 0
        progress.left = try store.rows(
            """
            SELECT intent_id, reason FROM proposal_intents WHERE proposal_id = $1 AND state = 'left'
            ORDER BY intent_id LIMIT $2
            """, [.id(proposal), .count(leftMax)]
        ) { (try $0.id(), try $0.text()) }
        return progress
    }

    /// Those that were approved, and not done to their end.
    package static func unfinished(limit: Int, in store: any SQLReader) throws -> [Proposal] {
        try store.rows(
            """
            SELECT \(Proposal.columns) FROM proposals
            WHERE state = 'applied' AND id IN (SELECT proposal_id FROM proposal_intents WHERE state = 'frozen')
            ORDER BY id LIMIT $1
            """, [.count(limit)], Proposal.init(row:))
    }
}
