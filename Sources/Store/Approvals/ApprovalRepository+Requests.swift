import Policy

/// Approvals as the requests see them that ask for them and use them.
extension ApprovalRepository {
    /// The newest that the same request has asked for and that still matters.
    static func find(
        like intent: Intent, at now: Timestamp, in store: any SQLReader
    ) throws -> WithdrawalApproval? {
        try store.first(
            """
            \(WithdrawalApproval.selection) WHERE a.tenant_id = $1 AND a.fingerprint = $2
                AND COALESCE(a.idempotency_key, '') = $3
                AND ((a.state IN ('waiting', 'approved') AND a.expires_at > $5)
                    OR (a.state = 'rejected' AND a.decided_at > $4))
            ORDER BY a.id DESC LIMIT 1
            """,
            [
                .id(intent.tenantID), .blob(intent.fingerprint), .text(intent.idempotencyKey ?? ""),
                .time(now.advanced(by: .zero - WithdrawalApproval.rejectionRemembered)), .time(now),
            ], WithdrawalApproval.init(row:))
    }

    static func ask(
        _ order: WithdrawalOrder, for intent: Intent, approvalsRequired: Int, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        try insert(
            order, for: intent, approvalsRequired: approvalsRequired, at: now, in: store)
        if let customID = intent.claimedCustomID {
            try CustomIDClaims.claim(customID, by: intent.id, of: intent.tenantID, in: store)
        }
        let arrangers = try WithdrawalRuleRepository.arrangers(
            of: WithdrawalArrangement.all(
                apiKeyID: order.apiKeyID, order.currency,
                token: try BookRepository.traits(of: order.currency, accountID: intent.accountID, in: store)?.token,
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

    private static func insert(
        _ order: WithdrawalOrder, for intent: Intent, approvalsRequired: Int, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO withdrawal_approvals (tenant_id, id, hold_id, account_id, idempotency_key, fingerprint, state,
                created_at, expires_at, approvals_required, approvals_given, api_key_id, claimed_custom_id)
            VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11)
            """,
            [
                .id(intent.tenantID), .id(intent.id), .id(intent.accountID),
                .optionalText(intent.idempotencyKey), .blob(intent.fingerprint),
                .text(WithdrawalApproval.State.waiting.rawValue),
                .time(now), .time(now.advanced(by: order.terms.approvalLifetime)), .count(approvalsRequired),
                .id(order.apiKeyID), .optionalText(intent.claimedCustomID),
            ])
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
        try BookRepository.begin(order, as: holdID, for: intent, at: now, in: store)
        if let customID = approval.customID {
            try CustomIDClaims.claim(customID, by: approval.id, of: intent.tenantID, in: store)
        }
    }

    /// Whether another request that waits for approval, or was approved and not sent again yet, has the intent's key.
    package static func hasRival(of intent: Intent, at now: Timestamp, in store: any SQLReader) throws -> Bool {
        guard let key = intent.idempotencyKey else { return false }
        return try store.first(
            """
            SELECT id FROM withdrawal_approvals
            WHERE tenant_id = $1 AND state IN ('waiting', 'approved') AND idempotency_key IS NOT NULL
                AND idempotency_key = $2 AND fingerprint <> $3 AND expires_at > $4 LIMIT 1
            """, [.id(intent.tenantID), .text(key), .blob(intent.fingerprint), .time(now)]
        ) { try $0.id(as: IntentKind.self) } != nil
    }

    /// Who has the `custom_id` that the intent claims: another withdrawal, or an approval that another request waits for.
    package static func holder(
        ofCustomIDOf intent: Intent, at now: Timestamp, in store: any SQLReader
    ) throws -> IntentID? {
        guard let customID = intent.claimedCustomID,
            let holder = try CustomIDClaims.holder(of: customID, tenantID: intent.tenantID, in: store),
            holder != (try find(like: intent, at: now, in: store))?.id
        else { return nil }
        let isOverdue = try store.exists(
            """
            SELECT 1 FROM withdrawal_approvals
            WHERE tenant_id = $1 AND id = $2 AND state IN ('waiting', 'approved') AND expires_at <= $3
            """, [.id(intent.tenantID), .id(holder), .time(now)])
        return isOverdue ? nil : holder
    }
}
