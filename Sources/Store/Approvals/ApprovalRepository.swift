import Policy

/// The SQL of what operators decide about. Every function composes into its caller's transaction.
package enum ApprovalRepository {
    /// Those that wait for operators or for their request, oldest first.
    package static func openApprovals(
        of tenantID: TenantID, limit: Int, in store: any SQLReader
    ) throws -> [WithdrawalApproval] {
        try store.rows(
            """
            \(WithdrawalApproval.selection) WHERE a.state IN ('waiting', 'approved') AND a.tenant_id = $2
            ORDER BY a.id LIMIT $1
            """, [.count(limit), .id(tenantID)], WithdrawalApproval.init(row:))
    }

    /// Which approvals an operator lists. Absent fields mean any.
    package struct Filter: Sendable {
        package static let limitMax = 500

        package enum State: Hashable, Sendable {
            /// Waiting, or approved and not used yet.
            case open
            case one(WithdrawalApproval.State)
            case any
        }

        package var tenantID: TenantID?
        package var state = State.open
        package var span = TimeSpan()
        package var id: IntentID?
        /// Only older ones than this.
        package var before: IntentID?
        package let limit: Int

        /// `limit` is clamped to 1…`limitMax`.
        package init(limit: Int) { self.limit = min(max(limit, 1), Self.limitMax) }
    }

    /// Newest first.
    package static func approvals(_ filter: Filter, in store: any SQLReader) throws -> [WithdrawalApproval] {
        var conditions = ListConditions()
        // The conditions of the indexes `withdrawal_approvals_open` and `…_closed`, word for word.
        switch filter.state {
        case .open: conditions.add("a.state IN ('waiting', 'approved')")
        case .any: break
        case .one(let state):
            if state != .waiting, state != .approved { conditions.add("a.state IN ('rejected', 'expired', 'used')") }
            conditions.add("a.state =", .text(state.rawValue))
        }
        if let tenantID = filter.tenantID { conditions.add("a.tenant_id =", .id(tenantID)) }
        if let id = filter.id { conditions.add("a.id =", .id(id)) }
        conditions.add(filter.span, column: "a.created_at", id: "a.id", of: IntentID.self)
        if let before = filter.before { conditions.add("a.id <", .id(before)) }
        let limit = conditions.place(.count(filter.limit))
        return try store.rows(
            "\(WithdrawalApproval.selection) \(conditions.clause) ORDER BY a.id DESC LIMIT \(limit)",
            conditions.arguments, WithdrawalApproval.init(row:))
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
        ) { arrangers[try $0.choice(), default: []].insert(try $0.text()) }
        let current = try WithdrawalRuleRepository.arrangers(
            of: WithdrawalArrangement.all(
                apiKeyID: approval.apiKeyID, approval.currency,
                token: try BookRepository.traits(of: approval.currency, accountID: approval.accountID, in: store)?
                    .token,
                address: approval.address, memo: approval.memo),
            tenantID: approval.tenantID, in: store)
        arrangers.merge(current) { $0.union($1) }
        let approvers = try store.rows(
            """
            SELECT operator FROM withdrawal_approval_votes WHERE tenant_id = $1 AND approval_id = $2
            ORDER BY approved_at, operator
            """, name
        ) { try $0.text() }
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
        guard approval.state == .waiting, now < approval.expiresAt else { return false }
        var duties = try duties(on: approval, in: store)
        let given = duties.approvers.count
        try duties.approve(by: checker)
        try store.execute(
            """
            INSERT INTO withdrawal_approval_votes (tenant_id, approval_id, operator, approved_at)
            VALUES ($1, $2, $3, $4)
            """, [.id(approval.tenantID), .id(approval.id), .text(checker.name), .time(now)])
        // On the approval's own row, so that of two voters the second sees the first. Once approved, it lives as long again.
        let counted = try store.execute(
            """
            UPDATE withdrawal_approvals SET approvals_given = $3 + 1,
                state = CASE WHEN $3 + 1 >= approvals_required THEN 'approved' ELSE state END,
                decided_at = CASE WHEN $3 + 1 >= approvals_required THEN $4 ELSE decided_at END,
                decided_by = CASE WHEN $3 + 1 >= approvals_required THEN $5 ELSE decided_by END,
                expires_at = CASE WHEN $3 + 1 >= approvals_required THEN $4 + expires_at - created_at ELSE expires_at END
            WHERE tenant_id = $1 AND id = $2 AND state = 'waiting' AND approvals_given = $3
            """,
            [.id(approval.tenantID), .id(approval.id), .count(given), .time(now), .text(checker.name)])
        guard counted == 1 else { throw StoreError.unavailable("approval \(approval.id) changed meanwhile") }
        return true
    }

    /// An operator's no: what was held is given back, also after approvals that were not used yet.
    ///
    /// - Returns: `false`, with nothing changed, when there is nothing to decide any more.
    package static func reject(
        _ approval: WithdrawalApproval, by name: String, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        let rejected = try store.execute(
            """
            UPDATE withdrawal_approvals SET state = 'rejected', decided_at = $3, decided_by = $4
            WHERE tenant_id = $1 AND id = $2 AND state IN ('waiting', 'approved')
            """, [.id(approval.tenantID), .id(approval.id), .time(now), .text(name)])
        guard rejected == 1 else { return false }
        try release(approval, at: now, in: store)
        return true
    }
}
