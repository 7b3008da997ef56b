import Policy

/// What operators decide about.
extension LedgerRepository {
    /// Those that wait for operators or for their request, oldest first.
    package static func openApprovals(
        of tenantID: TenantID?, limit: Int, in store: any SQLReader
    ) throws -> [WithdrawalApproval] {
        try store.rows(
            """
            \(WithdrawalApproval.selection) WHERE a.state IN ('waiting', 'approved') \
            \(tenantID == nil ? "" : "AND a.tenant_id = $2") ORDER BY a.id LIMIT $1
            """, [.integer(Int64(limit))] + (tenantID.map { [.id($0)] } ?? []), WithdrawalApproval.init(row:))
    }

    /// Of whatever tenant: operators name a withdrawal alone.
    package static func approvalForOperator(
        _ id: IntentID, in store: any SQLReader
    ) throws -> WithdrawalApproval? {
        try store.first("\(WithdrawalApproval.selection) WHERE a.id = $1", [.id(id)], WithdrawalApproval.init(row:))
    }

    /// Who has approved it, who still may, and how many are missing. Its arrangers are those of the time when it was
    /// asked for and those of now.
    package static func duties(
        on approval: WithdrawalApproval, in store: any SQLReader
    ) throws -> SeparationOfDuties {
        let name: [SQLValue] = [.id(approval.tenantID), .id(approval.id)]
        var arrangers: [Arrangement: Set<String>] = [:]
        _ = try store.rows(
            """
            SELECT arrangement, operator FROM withdrawal_approval_arrangers WHERE tenant_id = $1 AND approval_id = $2
            """, name
        ) { arrangers[try $0.choice(0), default: []].insert(try $0.text(1)) }
        let current = try self.arrangers(
            of: WithdrawalArrangement.all(
                apiKeyID: approval.apiKeyID, approval.currency, address: approval.address, memo: approval.memo),
            tenantID: approval.tenantID, in: store)
        arrangers.merge(current) { $0.union($1) }
        let approvers = try store.rows(
            """
            SELECT operator FROM withdrawal_approval_votes WHERE tenant_id = $1 AND approval_id = $2
            ORDER BY approved_at, operator
            """, name
        ) { try $0.text(0) }
        return SeparationOfDuties(
            approvalsRequired: approval.approvalsRequired, arrangers: arrangers, approvers: approvers)
    }

    /// One operator's yes. With the last that is missing, the same request goes through when it is sent again.
    ///
    /// - Returns: `false`, with nothing changed, when there is nothing to decide any more.
    /// - Throws: `ApprovalRefusal` when this operator's yes does not count.
    package static func approve(
        _ approval: WithdrawalApproval, by checker: Operator, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        guard approval.state == .waiting else { return false }
        var duties = try duties(on: approval, in: store)
        try duties.approve(by: checker)
        try store.execute(
            """
            INSERT INTO withdrawal_approval_votes (tenant_id, approval_id, operator, approved_at)
            VALUES ($1, $2, $3, $4)
            """, [.id(approval.tenantID), .id(approval.id), .text(checker.name), .time(now)])
        guard duties.approvalsMissing == 0 else { return true }
        return try move(approval, from: "= 'waiting'", to: .approved, by: checker.name, at: now, in: store)
    }

    /// An operator's no: the funds are given back, also after approvals that were not used yet.
    ///
    /// - Returns: `false`, with nothing changed, when there is nothing to decide any more.
    package static func reject(
        _ approval: WithdrawalApproval, by name: String, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        let condition = "IN ('waiting', 'approved')"
        guard try move(approval, from: condition, to: .rejected, by: name, at: now, in: store) else { return false }
        try release(approval, at: now, in: store)
        return true
    }

    static func ask(
        _ order: WithdrawalOrder, for intent: Intent, approvalsRequired: Int, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        try WithdrawalApproval.insert(
            order, for: intent, approvalsRequired: approvalsRequired, at: now, in: store)
        let arrangers = try arrangers(
            of: WithdrawalArrangement.all(
                apiKeyID: order.apiKeyID, order.currency, address: order.address, memo: order.memo),
            tenantID: intent.tenantID, in: store)
        for (arrangement, name) in arrangers.flatMap({ entry in entry.value.map { (entry.key, $0) } }) {
            try store.execute(
                """
                INSERT INTO withdrawal_approval_arrangers (tenant_id, approval_id, arrangement, operator)
                VALUES ($1, $2, $3, $4)
                """, [.id(intent.tenantID), .id(intent.id), .text(arrangement.rawValue), .text(name)])
        }
    }

    static func use(_ approval: WithdrawalApproval, at now: Timestamp, in store: any SQLWriter) throws {
        try store.execute(
            "UPDATE withdrawal_approvals SET state = 'used' WHERE tenant_id = $1 AND id = $2",
            [.id(approval.tenantID), .id(approval.id)])
        try release(approval, at: now, in: store)
    }

    private static func move(
        _ approval: WithdrawalApproval, from condition: String, to state: WithdrawalApproval.State, by name: String,
        at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        try store.execute(
            """
            UPDATE withdrawal_approvals SET state = $3, decided_at = $4, decided_by = $5
            WHERE tenant_id = $1 AND id = $2 AND state \(condition)
            """, [.id(approval.tenantID), .id(approval.id), .text(state.rawValue), .time(now), .text(name)]) == 1
    }

    private static func release(_ approval: WithdrawalApproval, at now: Timestamp, in store: any SQLWriter) throws {
        try apply(
            .neverAccepted, toWithdrawal: approval.id, of: approval.tenantID, credentialID: approval.credentialID,
            at: now, in: store)
    }
}

extension WithdrawalArrangement {
    /// All that a withdrawal rests on.
    fileprivate static func all(
        apiKeyID: APIKeyID?, _ currency: CurrencyCode, address: String, memo: String?
    ) -> [WithdrawalArrangement] {
        [
            apiKeyID.map { .apiKey($0) } ?? .clientSecret, .limits(currency), .allowList,
            .address(currency, address: address, memo: memo), .credit(currency),
        ]
    }
}
