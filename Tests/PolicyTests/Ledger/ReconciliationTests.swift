import Policy
import Testing

@Suite struct ReconciliationTests {
    private static func reconcile(_ books: Reconciliation.Books, available: Int128, pending: Int128 = 0) throws
        -> Reconciliation
    {
        try Reconciliation(
            books: books,
            upstream: Reconciliation.Upstream(
                available: Amount(atoms: available), pending: Amount(atoms: pending)))
    }

    private static func books(
        pool: Int128, held: Int128 = 0, unconfirmed: Int128 = 0, doubtful: Int128 = 0, missing: Int128 = 0
    ) -> Reconciliation.Books {
        Reconciliation.Books(
            pool: Amount(atoms: pool), held: Amount(atoms: held), unconfirmed: Amount(atoms: unconfirmed),
            doubtful: Amount(atoms: doubtful), missing: Amount(atoms: missing))
    }

    @Test func equalFiguresHaveNoDrift() throws {
        let found = try Self.reconcile(Self.books(pool: 1000, held: 200), available: 1000, pending: 200)
        #expect(found.difference.isZero && found.drift.isZero && !found.isShort(beyondBasisPoints: 0))
    }

    /// The upstream has set it aside, too: the hold explains it, and what it calls pending is not counted again.
    @Test func aWithdrawalOnItsWayExplainsWhatItTook() throws {
        let found = try Self.reconcile(Self.books(pool: 1000, held: 200), available: 800, pending: 200)
        #expect(found.difference.atoms == -200 && found.drift.isZero && !found.isShort(beyondBasisPoints: 0))
    }

    /// Payments on their way up there are no money: only what is available can leave.
    @Test func whatIsPendingHidesNoShortage() throws {
        let books = Self.books(pool: 990, unconfirmed: 500)
        let found = try Self.reconcile(books, available: 490, pending: 500)
        #expect(found.difference.atoms == -500 && found.drift.atoms == -500 && found.isShort(beyondBasisPoints: 10))
        #expect(try Self.reconcile(books, available: 990, pending: 500).drift.isZero)
        #expect(try Self.reconcile(books, available: 1490, pending: 0).drift.isZero, "credited before the webhook")
        #expect(try Self.reconcile(books, available: 1491, pending: 0).drift.atoms == 1)
    }

    @Test(arguments: [(900, 0), (700, 0), (690, -10), (1000, 0), (1300, 0), (1301, 1)] as [(Int128, Int128)])
    func whatIsInFlightOrInDoubtExplainsADifference(upstream: Int128, drift: Int128) throws {
        let books = Self.books(pool: 1000, held: 200, unconfirmed: 250, doubtful: 100, missing: 50)
        #expect(try Self.reconcile(books, available: upstream).drift.atoms == drift)
    }

    @Test func onlyAShortfallBeyondTheToleranceCounts() throws {
        let books = Self.books(pool: 10_000)
        #expect(try !Self.reconcile(books, available: 9_990).isShort(beyondBasisPoints: 10))
        #expect(try Self.reconcile(books, available: 9_989).isShort(beyondBasisPoints: 10))
        #expect(try !Self.reconcile(books, available: 20_000).isShort(beyondBasisPoints: 0))
        #expect(try Self.reconcile(Self.books(pool: 1), available: 0).isShort(beyondBasisPoints: 0))
        #expect(try !Self.reconcile(Self.books(pool: -5), available: 0).isShort(beyondBasisPoints: 0))
    }

    /// Absent is not zero: neither a shortage that is none, nor one that is not seen.
    @Test func whatTheUpstreamDidNotSayIsNotCompared() throws {
        let books = Self.books(pool: 1000)
        for (upstream, silence) in [
            (nil, "the upstream's balances do not name it"),
            (.init(available: nil, pending: .zero), "the upstream said no amount"),
            (.init(available: Amount(atoms: 1), pending: nil), "the upstream said no pending_amount"),
        ] as [(Reconciliation.Upstream?, String)] {
            let found = try Reconciliation(books: books, upstream: upstream)
            #expect(found.silence == silence)
            #expect(found.drift.isZero && found.difference.isZero && !found.isShort(beyondBasisPoints: 0))
        }
        let nothing = try Reconciliation(books: Self.books(pool: 0, unconfirmed: 7), upstream: nil)
        #expect(nothing.silence == nil && nothing.drift.isZero, "where nothing is expected, nothing need be said")
    }

    @Test func figuresBeyondAllBoundsThrow() {
        #expect(throws: LedgerError.self) { try Self.reconcile(Self.books(pool: -1), available: .max) }
    }
}
