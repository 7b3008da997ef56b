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
            var books = TracedBooks(trace)
            do {
                for event in trace.delivered(using: &generator) { try books.take(event) }
            } catch {
                Issue.record("seed \(seed), history \(history): \(error)")
                return
            }
        }
    }

    /// Whatever order webhooks come in, and however often: what each payment put into the books is the same.
    @Test(arguments: propertySeeds) func booksDoNotDependOnOrderAndDuplication(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for history in 0..<Self.histories {
            let trace = LedgerTrace(using: &generator)
            let asLived = try Self.paymentsAlone(trace, trace.events)
            let asDelivered = try Self.paymentsAlone(trace, trace.delivered(using: &generator))
            #expect(asLived.payments == asDelivered.payments, "seed \(seed), history \(history)")
            #expect(asLived.balances == asDelivered.balances, "seed \(seed), history \(history)")
        }
    }

    /// The tenant is credited with the most that was stated as kept, and with nothing else.
    @Test(arguments: propertySeeds) func creditIsTheGreatestGoodTotal(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for history in 0..<Self.histories {
            let trace = LedgerTrace(using: &generator)
            let books = try Self.paymentsAlone(trace, trace.delivered(using: &generator))
            for (index, book) in books.payments.enumerated() {
                let stated = trace.events.compactMap { event -> Int128? in
                    guard case .payment(index, let fact) = event, fact.standing == .good else { return nil }
                    return max(0, (fact.totalPaid?.atoms ?? 0) - fact.rejected.atoms)
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
            let alone = try zip(traces, queues).map { try Self.books($0, Array($1)) }
            var together = traces.map { TracedBooks($0) }
            while let tenant = [0, 1].filter({ !queues[$0].isEmpty }).randomElement(using: &generator) {
                try together[tenant].take(queues[tenant].removeFirst())
            }
            for (one, other) in zip(alone, together) {
                #expect(one.balances == other.balances, "seed \(seed), history \(history)")
            }
        }
    }

    private static func books(_ trace: LedgerTrace, _ events: [LedgerTrace.Event]) throws -> TracedBooks {
        var books = TracedBooks(trace)
        for event in events { try books.take(event) }
        return books
    }

    private static func paymentsAlone(_ trace: LedgerTrace, _ events: [LedgerTrace.Event]) throws -> TracedBooks {
        try books(
            trace,
            events.filter { event in
                if case .payment = event { return true }
                return false
            })
    }
}
