import Policy

extension BookRepository {
    /// Opens the books for an intent, in the commit that makes it durable. A withdrawal is recorded and judged by its
    /// tenant's controls here, and its funds are set aside here or not at all.
    ///
    /// - Throws: `WithdrawalRefusal`; the transaction must roll back, and nothing may be sent upstream.
    package static func open(
        _ opening: LedgerOpening, for intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws -> LedgerOpened {
        switch opening {
        case .payment(let opening):
            try insertPayment(opening, for: intent, in: store)
            return .ready
        case .withdrawal(let order):
            try checkLock(of: intent.tenantID, in: store)
            try ApprovalRepository.expireApprovals(
                of: intent.tenantID, limit: ApprovalRepository.expiredAtOnceMax, at: now, in: store)
            return try openWithdrawal(order, for: intent, at: now, in: store)
        case .unreadableWithdrawal:
            try checkLock(of: intent.tenantID, in: store)
            try ApprovalRepository.expireApprovals(
                of: intent.tenantID, limit: ApprovalRepository.expiredAtOnceMax, at: now, in: store)
            guard try !WithdrawalRuleRepository.hasControls(intent.tenantID, in: store) else {
                throw WithdrawalRefusal.unreadable
            }
            return .ready
        }
    }

    /// Books what is learnt about the object of an intent. Duplicates and old news book nothing. An intent without books,
    /// as every one of a dedicated tenant, is left alone.
    ///
    /// - Returns: whether anything was written: an entry, a remark, or evidence.
    @discardableResult
    package static func apply(
        _ fact: LedgerFact, to intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        switch (fact, intent.kind) {
        case (.payment(let fact), .payment): try apply(fact, toPaymentOf: intent, at: now, in: store)
        case (.withdrawal(let fact), .withdrawal):
            try apply(
                fact, toWithdrawal: intent.id, of: intent.tenantID, accountID: intent.accountID, at: now,
                in: store)
        case (.payment, .withdrawal), (.withdrawal, .payment): false
        }
    }

    /// Whether `apply` may write anything: for readers, who do not write without need.
    package static func isNews(_ fact: LedgerFact, to intent: Intent, in store: any SQLReader) throws -> Bool {
        switch fact {
        case .payment(let fact):
            guard let row = try payment(of: intent, in: store) else { return false }
            if let defect = fact.defect { return defect != row.doubt }
            guard row.currency != nil || fact.currency != nil else { return row.doubt == nil }
            var book = row.book
            let entry = try book.learn(fact)
            return book != row.book || (entry?.reason).map { $0 != row.doubt } ?? false
        case .withdrawal(let fact):
            guard let row = try withdrawal(intent.id, of: intent.tenantID, in: store) else { return false }
            var book = row.book
            let entry = try book.learn(fact)
            return book != row.book || (entry?.reason).map { $0 != row.doubt } ?? false
        }
    }

    /// Writes a doubt about an intent's object that no account shows, for whoever reads its books. Once for each,
    /// however often its cause is seen; an intent without books is left alone.
    package static func remark(
        _ doubt: String, on intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws {
        switch intent.kind {
        case .payment:
            guard let row = try payment(of: intent, in: store) else { return }
            _ = try remark(doubt, on: row, of: intent, at: now, in: store)
        case .withdrawal:
            guard let row = try withdrawal(intent.id, of: intent.tenantID, in: store) else { return }
            let place = WithdrawalPlace(intent)
            try book(JournalEntry(.doubt, reason: doubt), leaving: row.book, on: row, at: place, now, in: store)
        }
    }

    private static func apply(
        _ fact: PaymentFact, toPaymentOf intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        guard let row = try payment(of: intent, in: store) else { return false }
        guard let currency = row.currency ?? fact.currency else {
            guard fact.standing != .open || fact.totalPaid != nil else { return false }
            return try remark(fact.defect ?? "its currency is not known", on: row, of: intent, at: now, in: store)
        }
        if let defect = fact.defect { return try remark(defect, on: row, of: intent, at: now, in: store) }
        if let named = fact.currency, named != currency {
            let doubt = "it was created in \(currency), and is reported in \(named)"
            return try remark(doubt, on: row, of: intent, at: now, in: store)
        }
        var book = row.book
        let entry = try book.learn(fact)
        let doubt = entry?.postings.isEmpty == true ? entry?.reason : nil
        let isRepeated = doubt.map { $0 == row.doubt } ?? (entry == nil)
        guard book != row.book || row.currency == nil || !isRepeated else { return false }
        let sheet = LedgerSheet(
            owner: .tenant(intent.tenantID), accountID: intent.accountID, currency: currency)
        if let entry, !isRepeated { try post(entry, to: sheet, intent: intent.id, at: now, in: store) }
        try update(book, currency: currency, doubt: doubt, of: intent, in: store)
        return true
    }

    /// Why money that was reported of an object is not booked until the upstream says more; `nil` when all is.
    package static func openQuestion(about intent: Intent, in store: any SQLReader) throws -> LedgerQuestion? {
        switch intent.kind {
        case .payment:
            guard let row = try payment(of: intent, in: store) else { return nil }
            if row.currency == nil { return row.doubt == nil ? nil : .currency }
            return row.book.evidence.contested.isZero ? nil : .order
        case .withdrawal:
            let evidence = try withdrawal(intent.id, of: intent.tenantID, in: store)?.book.evidence
            return evidence?.isContested == true ? .order : nil
        }
    }

    /// The upstream was asked about a payment and answered, with a time, that it failed: what it said without one is older.
    package static func refuteUndated(_ intent: Intent, in store: any SQLWriter) throws {
        guard let row = try payment(of: intent, in: store) else { return }
        var book = row.book
        guard book.refuteUndated() else { return }
        try update(book, currency: row.currency, doubt: nil, of: intent, in: store)
    }

    /// Once for each remark, however often its cause is seen.
    private static func remark(
        _ doubt: String, on row: PaymentRow, of intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        guard row.doubt != doubt else { return false }
        try store.execute(
            "UPDATE ledger_payments SET doubt = $3 WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id), .text(doubt)])
        let sheet = LedgerSheet(
            owner: .tenant(intent.tenantID), accountID: intent.accountID, currency: row.currency ?? .unnamed)
        try post(JournalEntry(.doubt, reason: doubt), to: sheet, intent: intent.id, at: now, in: store)
        return true
    }

    @discardableResult
    static func apply(
        _ fact: WithdrawalFact, toWithdrawal id: IntentID, of tenantID: TenantID, accountID: AccountID,
        at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        try WithdrawalRepository.learn(fact, of: id, tenantID: tenantID, in: store)
        guard let row = try withdrawal(id, of: tenantID, in: store) else { return false }
        var book = row.book
        let entry = try book.learn(fact)
        let place = WithdrawalPlace(id: id, tenantID: tenantID, accountID: accountID)
        return try self.book(entry, leaving: book, on: row, at: place, now, in: store)
    }

    /// - Returns: whether anything was written.
    @discardableResult
    private static func book(
        _ entry: JournalEntry?, leaving book: WithdrawalBook, on row: WithdrawalRow, at place: WithdrawalPlace,
        _ now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        let isRepeated = entry.map { $0.postings.isEmpty && $0.reason == row.doubt } ?? true
        guard book != row.book || !isRepeated else { return false }
        let sheet = LedgerSheet(
            owner: .tenant(place.tenantID), accountID: place.accountID, currency: row.currency)
        if let entry, !isRepeated { try post(entry, to: sheet, intent: place.id, at: now, in: store) }
        try update(book, doubt: entry?.cause == .doubt ? entry?.reason : nil, at: place, now, in: store)
        return true
    }
}

/// What the upstream must say before money can be booked.
package enum LedgerQuestion: String, Hashable, Sendable {
    /// In which currency it was paid.
    case currency = "neither the request nor any answer says in which currency it was paid"
    /// Which came last: its end with a time, or the other without one.
    case order = "two of its ends contradict each other, and one does not say when"
}

/// Where a withdrawal's books are: its intent's identifier, or its approval's.
struct WithdrawalPlace {
    let id: IntentID
    let tenantID: TenantID
    let accountID: AccountID
}

extension WithdrawalPlace {
    init(_ intent: Intent) {
        self.init(id: intent.id, tenantID: intent.tenantID, accountID: intent.accountID)
    }
}
