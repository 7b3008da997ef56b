import Policy

/// The gateway's own record of withdrawals, of every tenant: what limits count and approvals are about. Each function
/// composes into its caller's transaction, and keeps the sums of `WithdrawalSums` in it.
package enum WithdrawalRepository {
    private enum State: String {
        case begun
        case givenBack = "given_back"
        /// Whatever is heard later, and in whatever order.
        case paidOut = "paid_out"
    }

    /// - Throws: `WithdrawalRefusal.beyondBounds` when a sum could not be kept exactly.
    static func begin(
        _ order: WithdrawalOrder, as id: IntentID, for intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let usd = try usdValue(of: order, accountID: intent.accountID, at: now, in: store)
        try store.execute(
            """
            INSERT INTO withdrawals
                (tenant_id, intent_id, account_id, currency, amount, usd_value, address, memo, state, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            [
                .id(intent.tenantID), .id(id), .id(intent.accountID), .text(order.currency.description),
                .amount(order.amount), .amount(usd), .text(order.address), .text(order.memo ?? ""),
                .text(State.begun.rawValue), .time(now),
            ])
        try WithdrawalSums(amount: order.amount, usdValue: usd)
            .add(to: intent.tenantID, order.currency, at: now, in: store)
    }

    /// `nil` where it was refused before it was written down.
    package static func asked(
        by intent: Intent, in store: any SQLReader
    ) throws -> (amount: Amount, currency: CurrencyCode)? {
        try store.first(
            "SELECT amount, currency FROM withdrawals WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id)]
        ) { (try $0.amount(), try $0.currency()) }
    }

    /// What is learnt of it, in any order: paid out once is paid out, and what came back before any payout does not count.
    static func learn(_ fact: WithdrawalFact, of id: IntentID, tenantID: TenantID, in store: any SQLWriter) throws {
        switch fact.kind {
        case .returned, .neverAccepted, .decided(.voided):
            try move(id, of: tenantID, from: [.begun], to: .givenBack, in: store)
        case .completed, .decided(.settled):
            try move(id, of: tenantID, from: [.begun, .givenBack], to: .paidOut, in: store)
        case .progressing, .unrecognised: break
        }
    }

    private static func move(
        _ id: IntentID, of tenantID: TenantID, from states: [State], to next: State, in store: any SQLWriter
    ) throws {
        let row = try store.first(
            """
            SELECT state, currency, amount, usd_value, created_at FROM withdrawals
            WHERE tenant_id = $1 AND intent_id = $2
            """, [.id(tenantID), .id(id)]
        ) {
            (
                state: State(rawValue: try $0.text()), currency: try $0.currency(),
                sums: WithdrawalSums(amount: try $0.amount(), usdValue: try $0.optionalAmount()),
                begunAt: try $0.time()
            )
        }
        guard let row, let state = row.state, states.contains(state) else { return }
        let changed = try store.execute(
            "UPDATE withdrawals SET state = $3 WHERE tenant_id = $1 AND intent_id = $2 AND state = $4",
            [.id(tenantID), .id(id), .text(next.rawValue), .text(state.rawValue)])
        guard changed == 1 else { throw StoreError.unavailable("withdrawal \(id) changed meanwhile") }
        switch (state, next) {
        case (.begun, .givenBack): try row.sums.subtract(from: tenantID, row.currency, at: row.begunAt, in: store)
        case (.givenBack, _): try row.sums.add(to: tenantID, row.currency, at: row.begunAt, in: store)
        default: break
        }
    }

    /// The order as it was recorded, for holding its funds under another identifier.
    static func order(
        _ id: IntentID, of tenantID: TenantID, in store: any SQLReader
    ) throws -> WithdrawalOrder? {
        try store.first(
            """
            SELECT w.currency, w.amount, w.address, w.memo,
                EXISTS (SELECT 1 FROM ledger_withdrawals l WHERE l.tenant_id = w.tenant_id AND l.intent_id = w.intent_id)
            FROM withdrawals w WHERE w.tenant_id = $1 AND w.intent_id = $2
            """, [.id(tenantID), .id(id)]
        ) {
            WithdrawalOrder(
                currency: try $0.currency(), amount: try $0.amount(), address: try $0.text(),
                memo: try $0.textUnlessEmpty(), holdsFunds: try $0.integer() == 1)
        }
    }

    /// `nil` while no price is known that is young enough.
    private static func usdValue(
        of order: WithdrawalOrder, accountID: AccountID, at now: Timestamp, in store: any SQLReader
    ) throws -> Amount? {
        let oldest = now.advanced(by: .zero - order.terms.priceAgeMax)
        return try BookRepository.usdPrice(of: order.currency, accountID: accountID, since: oldest, in: store)?
            .value(of: order.amount)
    }
}
