import Policy

/// The beginning of a withdrawal: what may begin, and the funds that are set aside for it.
extension LedgerRepository {
    /// - Throws: `WithdrawalRefusal`.
    static func openWithdrawal(
        _ order: WithdrawalOrder, for intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws -> LedgerOpened {
        try checkPause(of: order.currency, credentialID: intent.credentialID, in: store)
        switch try WithdrawalApproval.find(like: intent, at: now, in: store) {
        case nil: break
        case let approval? where approval.state == .waiting: return .awaitsApproval(approval.id)
        case let approval? where approval.state == .rejected: throw WithdrawalRefusal.rejected
        case let approval?:
            // Its own hold makes room for the intent's: nobody else can come between.
            try use(approval, at: now, in: store)
            try hold(order, for: intent, at: now, in: store)
            return .ready
        }
        let limits = try limits(of: intent.tenantID, currency: order.currency, in: store)
        let earlier = try withdrawals(
            of: intent.tenantID, currency: order.currency,
            since: now.advanced(by: .zero - WithdrawalLimits.day), in: store)
        try limits.check(order.amount, after: earlier, at: now)
        try checkAddress(of: order, tenantID: intent.tenantID, at: now, in: store)
        try hold(order, for: intent, at: now, in: store)
        guard limits.needsApproval(order.amount) else { return .ready }
        try ask(order, for: intent, approvalsRequired: limits.approvalsRequired, at: now, in: store)
        return .awaitsApproval(intent.id)
    }

    private static func checkPause(
        of currency: CurrencyCode, credentialID: CredentialID, in store: any SQLReader
    ) throws {
        let pause = try store.first(
            "SELECT reason FROM ledger_pauses WHERE credential_id = $1 AND currency = $2",
            [.id(credentialID), .text(currency.description)]
        ) { try $0.text(0) }
        if let pause { throw WithdrawalRefusal.paused(reason: pause) }
    }

    private static func hold(
        _ order: WithdrawalOrder, for intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let sheet = LedgerSheet(
            owner: .tenant(intent.tenantID), credentialID: intent.credentialID, currency: order.currency)
        do {
            try post(WithdrawalBook(amount: order.amount).hold(), to: sheet, intent: intent.id, at: now, in: store)
        } catch LedgerError.insufficient {
            throw WithdrawalRefusal.insufficientBalance
        }
        try insertWithdrawal(order, for: intent, at: now, in: store)
    }

    /// Those that were begun since then and have not been given back.
    private static func withdrawals(
        of tenantID: TenantID, currency: CurrencyCode, since: Timestamp, in store: any SQLReader
    ) throws -> [WithdrawalLimits.Earlier] {
        try store.rows(
            """
            SELECT amount, created_at FROM ledger_withdrawals
            WHERE tenant_id = $1 AND currency = $2 AND created_at > $3 AND state <> 'voided'
            """, [.id(tenantID), .text(currency.description), .time(since)]
        ) { WithdrawalLimits.Earlier(amount: try $0.amount(0), begunAt: try $0.time(1)) }
    }
}
