import Policy
import Testing

@Suite struct WithdrawalBookTests {
    private static let amount = Amount(atoms: 100)

    private static func fact(_ status: String, at minute: Int64?) -> WithdrawalFact {
        WithdrawalFact(status: status, occurredAt: minute.map { Timestamp(millisecondsSinceEpoch: $0 * 60_000) })
    }

    /// Posts a deposit, the hold, and what the facts bring.
    private static func balances(
        after facts: [WithdrawalFact], deposit: Amount = amount
    ) throws -> (AccountBalances, WithdrawalBook) {
        var balances = AccountBalances([.pool: deposit, .available: deposit])
        var book = WithdrawalBook(amount: amount)
        try balances.post(book.hold())
        #expect(balances[.held] == amount)
        for fact in facts {
            if let entry = try book.learn(fact) { try balances.post(entry) }
            #expect(try balances.trialBalance().isZero)
        }
        return (balances, book)
    }

    /// Every order of the facts, and each with every fact twice.
    private static func orders(_ facts: [WithdrawalFact]) -> [[WithdrawalFact]] {
        guard facts.count > 1 else { return [facts, facts + facts] }
        return facts.indices.flatMap { index in
            var rest = facts
            let first = rest.remove(at: index)
            return orders(rest).map { [first] + $0 + [first] }
        }
    }

    @Test func aHoldIsResolvedOnce() throws {
        let (paid, posted) = try Self.balances(after: [.progressing, .completed, .progressing, .completed])
        #expect(paid == AccountBalances() && posted.state == .posted)
        for ending: WithdrawalFact in [.returned, .neverAccepted] {
            let (back, voided) = try Self.balances(after: [ending, ending, .returned])
            #expect(back == AccountBalances([.pool: Self.amount, .available: Self.amount]) && voided.state == .voided)
        }
    }

    @Test func timeAndDoubtReleaseNothing() throws {
        let (balances, book) = try Self.balances(after: [.progressing, .unrecognised(status: "stuck")])
        #expect(balances[.held] == Self.amount && book.state == .held)
    }

    /// By the upstream's clock, whatever order they come in and however often: the last word counts; what is not told
    /// apart by time is not given back; what came back after it was paid out is nobody's.
    @Test(
        arguments: [
            ([("failed", 5), ("completed", 10)], .posted), ([("completed", 10), ("failed", 20)], .returnedAfterPost),
            ([("failed", 5), ("completed", 10), ("failed", 20)], .returnedAfterPost),
            ([("failed", 5), ("completed", 10), ("failed", 20), ("completed", 30)], .posted),
            ([("processing", 1), ("completed", 10), ("failed", 10)], .posted),
            ([("completed", nil), ("failed", nil)], .posted),
            ([("completed", nil), ("failed", 5)], .returnedAfterPost),
            ([("completed", 5), ("failed", nil)], .posted), ([("processing", 9), ("cancelled", 5)], .voided),
        ] as [([(String, Int64?)], WithdrawalBook.State)])
    func theBooksFollowTheUpstreamsClock(
        words: [(String, Int64?)], state: WithdrawalBook.State
    ) throws {
        let expected: [WithdrawalBook.State: AccountBalances] = [
            .posted: AccountBalances(), .voided: AccountBalances([.pool: Self.amount, .available: Self.amount]),
            .returnedAfterPost: AccountBalances([.pool: Self.amount, .suspense: Self.amount]),
        ]
        for facts in Self.orders(words.map { Self.fact($0, at: $1) }) {
            let (balances, book) = try Self.balances(after: facts)
            #expect(book.state == state && balances == expected[state], "\(facts)")
        }
    }

    /// The tenant has spent what it was given back: the platform has paid for it, and is owed.
    @Test func moneyThatLeftAfterItWasGivenBackIsTheTenantsDebt() throws {
        var (balances, book) = try Self.balances(after: [.returned])
        let second = WithdrawalBook(amount: Amount(atoms: 70))
        try balances.post(second.hold())
        let entry = try #require(try book.learn(.completed))
        #expect(entry.cause == .doubt && entry.reason == "completed after the funds were given back")
        let posted = try balances.post(entry)
        #expect(posted.postings.contains(Posting(.available, Amount(atoms: -30))), "as far as there is")
        #expect(balances[.receivable] == Amount(atoms: 70) && balances[.available].isZero)
        #expect(balances[.held] == Amount(atoms: 70) && balances[.pool].isZero)
        #expect(throws: LedgerError.insufficient(.available)) {
            try balances.post(WithdrawalBook(amount: Amount(atoms: 1)).hold())
        }
        try balances.post(JournalEntry(.payment, [Posting(.pool, Self.amount), Posting(.available, Self.amount)]))
        #expect(balances[.receivable].isZero && balances[.available] == Amount(atoms: 30), "settled by what comes in")
        #expect(try balances.trialBalance().isZero)
    }

    /// A refusal that was none: the withdrawal is on its way, and its funds are set aside again.
    @Test func aWithdrawalThatLivesAfterItsRefusalIsHeldAgain() throws {
        for facts in Self.orders([.neverAccepted, .progressing]) {
            let (balances, book) = try Self.balances(after: facts)
            #expect(book.state == .held && balances == AccountBalances([.pool: Self.amount, .held: Self.amount]))
        }
        for facts in Self.orders([.neverAccepted, .completed]) {
            #expect(try Self.balances(after: facts).0 == AccountBalances())
        }
    }

    @Test func anOperatorsWordCountsWhereTheUpstreamSaysNothing() throws {
        let (settled, paid) = try Self.balances(after: [.progressing, .decided(.settled)])
        #expect(settled == AccountBalances() && paid.state == .posted)
        let (voided, back) = try Self.balances(after: [.progressing, .decided(.voided)])
        #expect(voided[.available] == Self.amount && back.state == .voided)
        #expect(try Self.balances(after: [.decided(.voided), .completed]).1.state == .posted)
        #expect(
            try Self.balances(after: [.decided(.settled), Self.fact("failed", at: 1)]).1.state == .returnedAfterPost)
        #expect(try Self.balances(after: [.decided(.voided), .decided(.settled)]).1.state == .voided)
    }

    @Test func contradictionsThatMoveNothingAreRemarked() throws {
        var (_, book) = try Self.balances(after: [Self.fact("completed", at: 10)])
        let late = try book.learn(Self.fact("failed", at: 5))
        #expect(late?.postings.isEmpty == true && late?.cause == .doubt)
        #expect(try book.learn(Self.fact("failed", at: 5)) == nil, "once")
        var (_, voided) = try Self.balances(after: [Self.fact("failed", at: 5)])
        #expect(try voided.learn(Self.fact("processing", at: 4)) == nil, "it was before")
        #expect(try voided.learn(Self.fact("processing", at: 6))?.postings.isEmpty == true)
    }

    @Test func aHoldOfMoreThanThereIsCannotBePosted() throws {
        var balances = AccountBalances([.pool: Amount(atoms: 99), .available: Amount(atoms: 99)])
        let before = balances
        #expect(throws: LedgerError.insufficient(.available)) {
            try balances.post(WithdrawalBook(amount: Self.amount).hold())
        }
        #expect(balances == before)
    }

    @Test(arguments: [
        ("pending", WithdrawalFact.progressing), ("approved", .progressing), ("processing", .progressing),
        ("submitted", .progressing), ("confirmed", .progressing), ("completed", .completed), ("failed", .returned),
        ("rejected", .returned), ("cancelled", .returned), ("Completed", .completed),
        ("lost", .unrecognised(status: "lost")),
    ])
    func everyStatusOfTheContractHasAMeaning(status: String, fact: WithdrawalFact) {
        #expect(WithdrawalFact(status: status) == fact)
    }
}
