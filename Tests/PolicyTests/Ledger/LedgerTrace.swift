import Policy
import TestSupport

/// A random history of one tenant, as the upstream lives it, and the facts that reach the gateway.
struct LedgerTrace {
    enum Event {
        case payment(Int, PaymentFact)
        /// The tenant asks for so much; whether it is set aside depends on what there is.
        case withdraw(Int, Amount)
        case withdrawal(Int, WithdrawalFact)
    }

    let terms: [PaymentTerms]
    private(set) var events: [Event] = []

    init(using generator: inout SeededGenerator) {
        terms = (0..<Int.random(in: 1...3, using: &generator)).map { _ in Self.terms(using: &generator) }
        for payment in terms.indices {
            for fact in Self.life(using: &generator) { events.append(.payment(payment, fact)) }
        }
        for withdrawal in 0..<Int.random(in: 0...3, using: &generator) {
            events.append(.withdraw(withdrawal, Amount(atoms: Int128.random(in: 1...300, using: &generator))))
            events.append(.withdrawal(withdrawal, .progressing))
            let endings: [WithdrawalFact?] = [.completed, .completed, .returned, .neverAccepted, nil]
            if let ending = endings.randomElement(using: &generator) ?? nil {
                events.append(.withdrawal(withdrawal, ending))
            }
        }
    }

    /// As webhooks come: in any order, some twice, some only once the rest is through.
    func delivered(using generator: inout SeededGenerator) -> [Event] {
        var late: [Event] = []
        var onTime: [Event] = []
        for event in events.shuffled(using: &generator) {
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: late.append(event)
            case 1: onTime += [event, event]
            default: onTime.append(event)
            }
        }
        return onTime.shuffled(using: &generator) + late
    }

    private static func terms(using generator: inout SeededGenerator) -> PaymentTerms {
        PaymentTerms(
            commission: PaymentTerms.Commission(
                basisPoints: [0, 1, 50, 9_999, 10_000].randomElement(using: &generator) ?? 0,
                fixed: Amount(atoms: Int128.random(in: 0...3, using: &generator))),
            upstreamFeeBasisPoints: [0, 100, 333, 10_000].randomElement(using: &generator) ?? 0,
            upstreamFeeBearer: Bool.random(using: &generator) ? .tenant : .platform,
            isFeePaidByUser: Bool.random(using: &generator))
    }

    /// Confirming, then one or more endings: full, partial with top-ups, over with a rejected part, expired and late,
    /// and now and then a total that falls, or a body without a time.
    private static func life(using generator: inout SeededGenerator) -> [PaymentFact] {
        var facts: [PaymentFact] = []
        var total = Int128.random(in: 0...200, using: &generator)
        for step in 0..<Int64.random(in: 1...4, using: &generator) {
            let status =
                ["confirming", "completed", "completed", "partially_paid", "expired", "failed", "partially_completed"]
                .randomElement(using: &generator) ?? "completed"
            let isDated = Int.random(in: 0..<6, using: &generator) > 0
            facts.append(
                PaymentFact(
                    status: status, totalPaid: Amount(atoms: total),
                    rejected: Amount(atoms: Int128.random(in: 0..<4, using: &generator) == 0 ? total / 3 : 0),
                    occurredAt: isDated ? Timestamp(millisecondsSinceEpoch: step) : nil))
            total += Int128.random(in: -20...100, using: &generator)
            total = max(total, 0)
        }
        return facts
    }
}

/// A tenant's books, fed with a trace's events.
struct TracedBooks {
    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var balances = AccountBalances()
    private(set) var payments: [PaymentBook]
    private(set) var withdrawals: [Int: WithdrawalBook] = [:]
    private(set) var resolutions: [Int: Int] = [:]
    /// Facts on withdrawals that were not set aside: the upstream never heard of them.
    private var early: [Int: [WithdrawalFact]] = [:]

    init(_ trace: LedgerTrace) { payments = trace.terms.map { PaymentBook(terms: $0) } }

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
        let wasHeld = book.state == .held
        if let entry = try book.learn(fact) { try balances.post(entry) }
        if wasHeld, book.state != .held { resolutions[index, default: 0] += 1 }
        withdrawals[index] = book
    }

    private func check() throws {
        guard try balances.trialBalance().isZero else { throw Violation(description: "debits and credits differ") }
        guard !balances[.available].isNegative, !balances[.held].isNegative else {
            throw Violation(description: "available or held is below zero")
        }
        let held = try withdrawals.values.filter { $0.state == .held }.reduce(Amount.zero) { try $0.adding($1.amount) }
        guard balances[.held] == held else { throw Violation(description: "held is not the sum of the holds") }
        guard resolutions.values.allSatisfy({ $0 == 1 }) else { throw Violation(description: "a hold resolved twice") }
    }
}
