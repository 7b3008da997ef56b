import Policy

/// Payments and withdrawals, one row each.
extension BookRepository {
    static func insertPayment(_ opening: PaymentOpening, for intent: Intent, in store: any SQLWriter) throws {
        let terms = try commission(of: intent.tenantID, currency: opening.currency, in: store)
        try store.execute(
            """
            INSERT INTO ledger_payments (tenant_id, intent_id, account_id, currency, commission_basis_points,
                commission_fixed, upstream_fee_basis_points, upstream_fee_bearer, is_fee_paid_by_user, accepted,
                unconfirmed)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
            """,
            [
                .id(intent.tenantID), .id(intent.id), .id(intent.accountID),
                .optionalText(opening.currency?.description), .count(terms.commission.basisPoints),
                .amount(terms.commission.fixed), .count(opening.upstreamFeeBasisPoints),
                .text(terms.upstreamFeeBearer.rawValue), .boolean(opening.isFeePaidByUser), .amount(.zero),
            ])
    }

    static func payment(of intent: Intent, in store: any SQLReader) throws -> PaymentRow? {
        try store.first(
            "SELECT \(PaymentRow.columns) FROM ledger_payments WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id)], PaymentRow.init(row:))
    }

    static func update(
        _ book: PaymentBook, currency: CurrencyCode?, doubt: String?, of intent: Intent, in store: any SQLWriter
    ) throws {
        let evidence = book.evidence
        try store.execute(
            """
            UPDATE ledger_payments SET currency = $3, accepted = $4, silent_total = $5, rejected = $6, good_at = $7,
                failed_at = $8, ended_at = $9, settled_at = $10, settled_total = $11, undated_total = $12,
                open_at = $13, open_total = $14, unconfirmed = $15, doubt = COALESCE($16, doubt)
            WHERE tenant_id = $1 AND intent_id = $2
            """,
            [
                .id(intent.tenantID), .id(intent.id), .optionalText(currency?.description), .amount(evidence.accepted),
                .amount(evidence.silentTotal), .amount(evidence.rejected), .time(evidence.goodAt),
                .time(evidence.failedAt), .time(evidence.endedAt), .time(evidence.settled?.occurredAt),
                .amount(evidence.settled?.total), .amount(evidence.settledUndated?.total),
                .time(evidence.open?.occurredAt), .amount(evidence.open?.total), .amount(evidence.unconfirmed),
                .optionalText(doubt),
            ])
    }

    static func insertWithdrawal(
        _ order: WithdrawalOrder, as id: IntentID, for intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO ledger_withdrawals
                (tenant_id, intent_id, account_id, currency, amount, address, state, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
            """,
            [
                .id(intent.tenantID), .id(id), .id(intent.accountID), .text(order.currency.description),
                .amount(order.amount), .text(order.address), .text(WithdrawalBook.State.held.rawValue), .time(now),
            ])
    }

    static func withdrawal(
        _ id: IntentID, of tenantID: TenantID, in store: any SQLReader
    ) throws -> WithdrawalRow? {
        try store.first(
            "SELECT \(WithdrawalRow.columns) FROM ledger_withdrawals WHERE tenant_id = $1 AND intent_id = $2",
            [.id(tenantID), .id(id)], WithdrawalRow.init(row:))
    }

    /// What the intent's withdrawal takes; `nil` for payments.
    package static func withdrawn(
        by intent: Intent, in store: any SQLReader
    ) throws -> (amount: Amount, currency: CurrencyCode)? {
        try store.first(
            "SELECT amount, currency FROM ledger_withdrawals WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id)]
        ) { (try $0.amount(), try $0.currency()) }
    }

    static func update(
        _ book: WithdrawalBook, doubt: String?, at place: WithdrawalPlace, _ now: Timestamp, in store: any SQLWriter
    ) throws {
        let evidence = book.evidence
        try store.execute(
            """
            UPDATE ledger_withdrawals SET state = $3, doubt = COALESCE($4, doubt), updated_at = $5, completed_at = $6,
                returned_at = $7, is_refused = $8, is_alive = $9, decision = $10
            WHERE tenant_id = $1 AND intent_id = $2
            """,
            [
                .id(place.tenantID), .id(place.id), .text(book.state.rawValue), .optionalText(doubt), .time(now),
                .time(evidence.completedAt), .time(evidence.returnedAt), .boolean(evidence.isRefused),
                .boolean(evidence.isAlive), .optionalText(evidence.decision?.rawValue),
            ])
    }
}
