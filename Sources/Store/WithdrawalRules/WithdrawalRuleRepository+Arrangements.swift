import Policy

/// Who made which withdrawals possible.
extension WithdrawalRuleRepository {
    /// In the commit that does it.
    ///
    /// - Parameter keepsEarlier: whether what was done before is still of use beside it.
    package static func record(
        _ arrangement: WithdrawalArrangement, by name: String, of tenantID: TenantID, at now: Timestamp,
        keepsEarlier: Bool = false, in store: any SQLWriter
    ) throws {
        let place: [SQLValue] = [
            .id(tenantID), .text(arrangement.arrangement.rawValue), .text(arrangement.subject),
        ]
        if arrangement.replaces, !keepsEarlier {
            try store.execute(
                """
                DELETE FROM withdrawal_arrangements WHERE tenant_id = $1 AND arrangement = $2 AND subject = $3
                """, place)
        }
        try store.execute(
            """
            INSERT INTO withdrawal_arrangements (tenant_id, arrangement, subject, operator, done_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, arrangement, subject, operator) DO UPDATE SET done_at = excluded.done_at
            """, place + [.text(name), .time(now)])
    }

    /// Who did these, or has proposed to. What nobody is known to have done is left out.
    static func arrangers(
        of arrangements: [WithdrawalArrangement], tenantID: TenantID, in store: any SQLReader
    ) throws -> [Arrangement: Set<String>] {
        var arrangers: [Arrangement: Set<String>] = [:]
        for arrangement in arrangements {
            let names = try store.rows(
                """
                SELECT operator FROM withdrawal_arrangements
                WHERE tenant_id = $1 AND arrangement = $2 AND subject = $3
                UNION SELECT proposer FROM proposals
                WHERE tenant_id = $1 AND state = 'waiting' AND arrangement IS NOT NULL AND arrangement = $2
                    AND subject = $3
                UNION SELECT p.proposer FROM proposal_intents i JOIN proposals p ON p.id = i.proposal_id
                WHERE i.tenant_id = $1 AND i.currency = $3 AND p.state = 'waiting' AND $2 = 'credit'
                """, [.id(tenantID), .text(arrangement.arrangement.rawValue), .text(arrangement.subject)]
            ) { try $0.text() }
            if !names.isEmpty { arrangers[arrangement.arrangement, default: []].formUnion(names) }
        }
        return arrangers
    }
}
