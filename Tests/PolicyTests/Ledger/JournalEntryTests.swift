import Policy
import Testing

@Suite struct JournalEntryTests {
    private static let one = Amount(atoms: 1)

    @Test func debitsMustEqualCredits() throws {
        #expect(throws: LedgerError.unbalanced) { try JournalEntry(.adjustment, [Posting(.pool, Self.one)]) }
        #expect(throws: LedgerError.unbalanced) {
            try JournalEntry(.adjustment, [Posting(.available, Self.one), Posting(.held, Self.one)])
        }
        #expect(throws: LedgerError.unbalanced) {
            try JournalEntry(
                .adjustment, [Posting(.pool, Self.one), Posting(.pool, Amount(atoms: -1)), Posting(.held, .zero)])
        }
        let entry = try JournalEntry(
            .adjustment, [Posting(.pool, Self.one), Posting(.variance, Self.one), Posting(.held, .zero)])
        #expect(entry.postings.count == 2)
    }

    @Test func sumsBeyondTheBoundsThrow() {
        #expect(throws: LedgerError.amount(.overflow)) {
            try JournalEntry(.adjustment, [Posting(.pool, Amount(atoms: .max)), Posting(.upstreamFees, Self.one)])
        }
    }
}
