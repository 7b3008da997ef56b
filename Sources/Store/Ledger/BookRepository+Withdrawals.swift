import Policy

/// The beginning of a withdrawal: what may begin, and the funds that are set aside for it.
extension BookRepository {
    /// An approved withdrawal is judged again, by what holds now; its own record and hold make room for it. A refusal
    /// rolls back, and leaves the approval as it is.
    ///
    /// - Throws: `WithdrawalRefusal`.
    static func openWithdrawal(
        _ order: WithdrawalOrder, for intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws -> LedgerOpened {
        try checkPause(of: order.currency, accountID: intent.accountID, in: store)
        let approval = try ApprovalRepository.find(like: intent, at: now, in: store)
        switch approval?.state {
        case .waiting?: return .awaitsApproval(approval?.id ?? intent.id)
        case .rejected?: throw WithdrawalRefusal.rejected
        case .approved?, .used?, .expired?, nil: break
        }
        if let approval { try ApprovalRepository.use(approval, for: intent, at: now, in: store) }
        let needed = try WithdrawalJudgement(order, of: intent, at: now).approvalsNeeded(in: store)
        try begin(order, as: intent.id, for: intent, at: now, in: store)
        guard approval == nil, let needed else { return .ready }
        try ApprovalRepository.ask(order, for: intent, approvalsRequired: needed, at: now, in: store)
        return .awaitsApproval(intent.id)
    }

    /// Whether the tenant may withdraw at all, in whatever form it asks.
    static func checkLock(of tenantID: TenantID, in store: any SQLReader) throws {
        guard try !TenantRepository.withdrawalsLocked(of: tenantID, in: store) else { throw WithdrawalRefusal.locked }
    }

    private static func checkPause(
        of currency: CurrencyCode, accountID: AccountID, in store: any SQLReader
    ) throws {
        let pause = try store.first(
            "SELECT reason FROM ledger_pauses WHERE account_id = $1 AND currency = $2",
            [.id(accountID), .text(currency.description)]
        ) { try $0.text() }
        if let pause { throw WithdrawalRefusal.paused(reason: pause) }
    }

    /// Records it, and sets its funds aside if it holds any.
    ///
    /// - Parameter id: the intent's, or that of an approval's hold.
    static func begin(
        _ order: WithdrawalOrder, as id: IntentID, for intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws {
        try WithdrawalRepository.begin(order, as: id, for: intent, at: now, in: store)
        guard order.holdsFunds else { return }
        let sheet = LedgerSheet(
            owner: .tenant(intent.tenantID), accountID: intent.accountID, currency: order.currency)
        do {
            try post(WithdrawalBook(amount: order.amount).hold(), to: sheet, intent: id, at: now, in: store)
        } catch LedgerError.insufficient {
            throw WithdrawalRefusal.insufficientBalance
        }
        try insertWithdrawal(order, as: id, for: intent, at: now, in: store)
    }
}
