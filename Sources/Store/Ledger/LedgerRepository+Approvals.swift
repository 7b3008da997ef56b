import Policy

/// What operators decide about.
extension LedgerRepository {
    /// Of one tenant in one claim: more than a tenant has open but by mistake.
    static let expiredAtOnceMax = 100

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
    package struct ApprovalFilter: Sendable {
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
    package static func approvals(_ filter: ApprovalFilter, in store: any SQLReader) throws -> [WithdrawalApproval] {
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
        let current = try self.arrangers(
            of: WithdrawalArrangement.all(
                apiKeyID: approval.apiKeyID, approval.currency,
                token: try traits(of: approval.currency, accountID: approval.accountID, in: store)?.token,
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

    /// Ends those that nobody decided about, or whose request did not come again, in time: as if they had not been asked
    /// for.
    ///
    /// - Returns: how many; call again while it equals `limit`.
    @discardableResult
    package static func expireApprovals(
        of tenantID: TenantID, limit: Int, at now: Timestamp, in store: any SQLWriter
    ) throws -> Int {
        let overdue = try store.rows(
            "\(overdue) AND a.tenant_id = $3 ORDER BY a.expires_at LIMIT $2",
            [.time(now), .count(limit), .id(tenantID)], WithdrawalApproval.init(row:))
        return try expire(overdue, at: now, in: store)
    }

    /// The same of every tenant's.
    package static func expireApprovalsOfAll(limit: Int, at now: Timestamp, in store: any SQLWriter) throws -> Int {
        let overdue = try store.rows(
            "\(overdue) ORDER BY a.expires_at LIMIT $2", [.time(now), .count(limit)], WithdrawalApproval.init(row:))
        return try expire(overdue, at: now, in: store)
    }

    private static let overdue = """
        \(WithdrawalApproval.selection) WHERE a.state IN ('waiting', 'approved') AND a.expires_at <= $1
        """

    private static func expire(
        _ overdue: [WithdrawalApproval], at now: Timestamp, in store: any SQLWriter
    ) throws -> Int {
        for approval in overdue {
            let expired = try store.execute(
                """
                UPDATE withdrawal_approvals SET state = 'expired'
                WHERE tenant_id = $1 AND id = $2 AND state IN ('waiting', 'approved')
                """, [.id(approval.tenantID), .id(approval.id)])
            if expired == 1 { try release(approval, at: now, in: store) }
        }
        return overdue.count
    }

    static func ask(
        _ order: WithdrawalOrder, for intent: Intent, approvalsRequired: Int, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        try WithdrawalApproval.insert(
            order, for: intent, approvalsRequired: approvalsRequired, at: now, in: store)
        if let customID = intent.claimedCustomID {
            try CustomIDClaims.claim(customID, by: intent.id, of: intent.tenantID, in: store)
        }
        let arrangers = try arrangers(
            of: WithdrawalArrangement.all(
                apiKeyID: order.apiKeyID, order.currency,
                token: try traits(of: order.currency, accountID: intent.accountID, in: store)?.token,
                address: order.address, memo: order.memo),
            tenantID: intent.tenantID, in: store)
        for (arrangement, name) in arrangers.flatMap({ entry in entry.value.map { (entry.key, $0) } }) {
            try store.execute(
                """
                INSERT INTO withdrawal_approval_arrangers (tenant_id, approval_id, arrangement, operator)
                VALUES ($1, $2, $3, $4)
                """, [.id(intent.tenantID), .id(intent.id), .text(arrangement.rawValue), .text(name)])
        }
    }

    /// What it held makes room for the intent's: nobody else can come between.
    static func use(
        _ approval: WithdrawalApproval, for intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let used = try store.execute(
            """
            UPDATE withdrawal_approvals SET state = 'used', used_by = $3
            WHERE tenant_id = $1 AND id = $2 AND state = 'approved'
            """, [.id(approval.tenantID), .id(approval.id), .id(intent.id)])
        guard used == 1 else { throw StoreError.unavailable("approval \(approval.id) changed meanwhile") }
        try release(approval, at: now, in: store)
    }

    /// Puts the approval back that went into an intent which was never sent, with its funds and its `custom_id`: the same
    /// request goes through when it comes again. What an operator declared to be without effect asks anew instead.
    static func restoreApproval(usedBy intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        let approval = try store.first(
            """
            SELECT id, claimed_custom_id FROM withdrawal_approvals
            WHERE tenant_id = $1 AND used_by = $2 AND state = 'used'
            """, [.id(intent.tenantID), .id(intent.id)]
        ) { (id: try $0.id(as: IntentKind.self), customID: try $0.optionalText()) }
        guard let approval, let order = try WithdrawalRepository.order(intent.id, of: intent.tenantID, in: store) else {
            return
        }
        let holdID = IntentID.make(at: now)
        try store.execute(
            """
            UPDATE withdrawal_approvals SET state = 'approved', used_by = NULL, hold_id = $3
            WHERE tenant_id = $1 AND id = $2 AND state = 'used'
            """, [.id(intent.tenantID), .id(approval.id), .id(holdID)])
        try begin(order, as: holdID, for: intent, at: now, in: store)
        if let customID = approval.customID {
            try CustomIDClaims.claim(customID, by: approval.id, of: intent.tenantID, in: store)
        }
    }

    private static func release(_ approval: WithdrawalApproval, at now: Timestamp, in store: any SQLWriter) throws {
        try CustomIDClaims.release(
            approval.claimedCustomID, by: approval.id, of: approval.tenantID, in: store)
        try apply(
            .neverAccepted, toWithdrawal: approval.holdID, of: approval.tenantID, accountID: approval.accountID,
            at: now, in: store)
    }
}

extension WithdrawalArrangement {
    /// All that a withdrawal rests on.
    fileprivate static func all(
        apiKeyID: APIKeyID?, _ currency: CurrencyCode, token: String?, address: String, memo: String?
    ) -> [WithdrawalArrangement] {
        var scopes: [LimitScope] = [.currency(currency), .anyCurrency, .usd]
        if let token = token.flatMap({ CurrencyCode($0) }) { scopes.append(.token(token)) }
        let secret: WithdrawalArrangement = apiKeyID.map { .apiKey($0) } ?? .clientSecret
        let others: [WithdrawalArrangement] = [
            secret, .allowList, .address(currency, address: address, memo: memo), .credit(currency),
        ]
        return others + scopes.map { WithdrawalArrangement.limits($0) }
    }
}
