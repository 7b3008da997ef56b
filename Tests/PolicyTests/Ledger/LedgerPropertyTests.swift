import Policy
import TestSupport
import Testing

/// The invariants of the books, over random histories. Four properties, eight seeds, 400 histories each: 12,800 cases.
@Suite struct LedgerPropertyTests {
    private static let histories = 400

    @Test(arguments: propertySeeds) func everyInvariantHoldsAfterEveryEvent(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for history in 0..<Self.histories {
            let trace = LedgerTrace(using: &generator)
            var books = try TracedBooks(trace)
            do {
                for event in trace.delivered(using: &generator) { try books.take(event) }
            } catch {
                Issue.record("seed \(seed), history \(history): \(error)")
                return
            }
        }
    }

    /// Whatever order facts come in, and however often: what each payment and each withdrawal put into the books is the
    /// same, and so is what the tenant has and owes.
    @Test(arguments: propertySeeds) func booksDoNotDependOnOrderAndDuplication(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for history in 0..<Self.histories {
            let trace = LedgerTrace(using: &generator)
            let asLived = try Self.heldFirst(trace, trace.events)
            let asDelivered = try Self.heldFirst(trace, trace.delivered(using: &generator))
            #expect(asLived.payments == asDelivered.payments, "seed \(seed), history \(history)")
            #expect(asLived.withdrawals == asDelivered.withdrawals, "seed \(seed), history \(history)")
            #expect(asLived.balances == asDelivered.balances, "seed \(seed), history \(history)")
        }
    }

    /// What counts as accepted is the most that was stated as kept; a total that says nothing of rejections may contain
    /// the greatest one that was stated.
    @Test(arguments: propertySeeds) func creditIsTheGreatestGoodTotalLessWhatIsRejected(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for history in 0..<Self.histories {
            let trace = LedgerTrace(using: &generator)
            let books = try Self.heldFirst(trace, trace.delivered(using: &generator))
            for (index, book) in books.payments.enumerated() {
                let facts = trace.events.compactMap { event -> PaymentFact? in
                    guard case .payment(index, let fact) = event, fact.defect == nil else { return nil }
                    return fact
                }
                let rejected = facts.compactMap(\.rejected?.atoms).max() ?? 0
                let stated = facts.filter { $0.standing == .good }.map {
                    max(0, ($0.totalPaid?.atoms ?? 0) - ($0.rejected?.atoms ?? rejected))
                }
                #expect(book.evidence.credited.atoms == stated.max() ?? 0, "seed \(seed), history \(history)")
            }
        }
    }

    /// Two tenants interleaved, or each alone: the same books.
    @Test(arguments: propertySeeds) func aTenantsBooksAreIndependentOfAnothers(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for history in 0..<Self.histories {
            let traces = [LedgerTrace(using: &generator), LedgerTrace(using: &generator)]
            var queues = traces.map { $0.delivered(using: &generator)[...] }
            let alone = try zip(traces, queues).map { try Self.books(TracedBooks($0), Array($1)) }
            var together = try traces.map { try TracedBooks($0) }
            while let tenant = [0, 1].filter({ !queues[$0].isEmpty }).randomElement(using: &generator) {
                try together[tenant].take(queues[tenant].removeFirst())
            }
            for (one, other) in zip(alone, together) {
                #expect(one.balances == other.balances, "seed \(seed), history \(history)")
            }
        }
    }

    private static func books(_ books: TracedBooks, _ events: [LedgerTrace.Event]) throws -> TracedBooks {
        var books = books
        for event in events { try books.take(event) }
        return books
    }

    /// Whether a withdrawal may begin depends on what there is at that moment, and so on order, as it must. Here all have
    /// begun, from funds that just suffice, before anything is heard.
    private static func heldFirst(_ trace: LedgerTrace, _ events: [LedgerTrace.Event]) throws -> TracedBooks {
        var holds: [LedgerTrace.Event] = []
        var needed = Amount.zero
        for event in trace.events {
            guard case .withdraw(_, let amount) = event else { continue }
            holds.append(event)
            needed = try needed.adding(amount)
        }
        let facts = events.filter { if case .withdraw = $0 { false } else { true } }
        return try books(TracedBooks(trace, opening: needed), holds + facts)
    }
}
