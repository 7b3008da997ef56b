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
            for fact in Self.ending(using: &generator) { events.append(.withdrawal(withdrawal, fact)) }
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
    /// failed, and now and then a total that falls, or a body without a time, a total or a word about rejections.
    private static func life(using generator: inout SeededGenerator) -> [PaymentFact] {
        var facts: [PaymentFact] = []
        var total = Int128.random(in: 0...200, using: &generator)
        for step in 0..<Int64.random(in: 1...5, using: &generator) {
            let status =
                [
                    "waiting", "confirming", "completed", "completed", "partially_paid", "expired", "failed",
                    "partially_completed", "unheard_of",
                ].randomElement(using: &generator) ?? "completed"
            let rejected: [Int128?] = [nil, nil, 0, total / 3, total]
            facts.append(
                PaymentFact(
                    status: status, totalPaid: isLeftOut(&generator) ? nil : Amount(atoms: total),
                    rejected: (rejected.randomElement(using: &generator) ?? nil).map { Amount(atoms: $0) },
                    occurredAt: isLeftOut(&generator) ? nil : Timestamp(millisecondsSinceEpoch: step)))
            total += Int128.random(in: -20...100, using: &generator)
            total = max(total, 0)
        }
        return facts
    }

    /// One word, or several that contradict one another, each at a time of its own, at the same one, or at none.
    private static func ending(using generator: inout SeededGenerator) -> [WithdrawalFact] {
        let kinds: [WithdrawalFact.Kind] = [
            .progressing, .completed, .returned, .neverAccepted, .unrecognised(status: "lost"),
        ]
        var facts = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            WithdrawalFact(
                kinds.randomElement(using: &generator) ?? .progressing,
                occurredAt: isLeftOut(&generator)
                    ? nil : Timestamp(millisecondsSinceEpoch: .random(in: 0...3, using: &generator)))
        }
        if Int.random(in: 0..<6, using: &generator) == 0,
            let decision = WithdrawalDecision.allCases.randomElement(using: &generator)
        {
            facts.append(.decided(decision))
        }
        return facts
    }

    private static func isLeftOut(_ generator: inout SeededGenerator) -> Bool {
        Int.random(in: 0..<6, using: &generator) == 0
    }
}
