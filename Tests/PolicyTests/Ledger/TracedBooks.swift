import Policy

/// A tenant's books, fed with a trace's events.
struct TracedBooks {
    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var balances = AccountBalances()
    private(set) var payments: [PaymentBook]
    private(set) var withdrawals: [Int: WithdrawalBook] = [:]
    /// Facts on withdrawals that were not set aside: the upstream never heard of them.
    private var early: [Int: [WithdrawalFact]] = [:]
    private let opening: Amount

    /// - Parameter opening: what the tenant has before the first event.
    init(_ trace: LedgerTrace, opening: Amount = .zero) throws {
        payments = trace.terms.map { PaymentBook(terms: $0) }
        self.opening = opening
        try balances.post(JournalEntry(.adjustment, [Posting(.pool, opening), Posting(.available, opening)]))
    }

    mutating func take(_ event: LedgerTrace.Event) throws {
        switch event {
        case .payment(let index, let fact):
            if let entry = try payments[index].learn(fact) { try balances.post(entry) }
        case .withdraw(let index, let amount): try withdraw(index, amount)
        case .withdrawal(let index, let fact): try learn(fact, of: index)
        }
        try check()
    }

    /// A webhook that overtakes its own request's commit cannot be: the intent is durable first.
    private mutating func withdraw(_ index: Int, _ amount: Amount) throws {
        guard withdrawals[index] == nil else { return }
        let book = WithdrawalBook(amount: amount)
        do { try balances.post(book.hold()) } catch LedgerError.insufficient(.available) { return }
        withdrawals[index] = book
        for fact in early.removeValue(forKey: index) ?? [] { try learn(fact, of: index) }
    }

    private mutating func learn(_ fact: WithdrawalFact, of index: Int) throws {
        guard var book = withdrawals[index] else {
            early[index, default: []].append(fact)
            return
        }
        if let entry = try book.learn(fact) { try balances.post(entry) }
        withdrawals[index] = book
    }

    private func check() throws {
        guard try balances.trialBalance().isZero else { throw Violation(description: "debits and credits differ") }
        for account in LedgerAccount.allCases where !account.mayBeNegative && balances[account].isNegative {
            throw Violation(description: "\(account.rawValue) is below zero")
        }
        guard balances[.available].isZero || balances[.receivable].isZero else {
            throw Violation(description: "the tenant owes what it could pay")
        }
        var expected: [LedgerAccount: Int128] = [.pool: opening.atoms, .available: opening.atoms]
        let parts = try payments.map { try $0.positions() } + withdrawals.values.map { try $0.positions() }
        for part in parts { for (account, amount) in part { expected[account, default: 0] += amount.atoms } }
        for account in LedgerAccount.allCases where account != .receivable {
            let owed = account == .available ? balances[.receivable].atoms : 0
            guard balances[account].atoms - owed == expected[account] ?? 0 else {
                throw Violation(description: "\(account.rawValue) is not the sum of its objects' parts")
            }
        }
    }
}
