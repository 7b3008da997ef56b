import Policy
import Testing

@Suite struct WithdrawalBookTests {
    private static let amount = Amount(atoms: 100)

    /// Posts a deposit of 100, the hold, and what the facts bring.
    private static func balances(after facts: [WithdrawalFact]) throws -> (AccountBalances, WithdrawalBook) {
        var balances = AccountBalances([.pool: amount, .available: amount])
        var book = WithdrawalBook(amount: amount)
        try balances.post(book.hold())
        #expect(balances[.available].isZero && balances[.held] == amount)
        for fact in facts {
            if let entry = try book.learn(fact) { try balances.post(entry) }
            #expect(try balances.trialBalance().isZero)
        }
        return (balances, book)
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

    /// The tenant may have spent it again: it keeps what it was given back.
    @Test func completedAfterAVoidIsParked() throws {
        let (balances, book) = try Self.balances(after: [.returned, .completed, .completed, .returned])
        #expect(book.state == .completedAfterVoid)
        #expect(balances[.available] == Self.amount && balances[.pool].isZero)
        #expect(balances[.suspense].description == "-0.0000000000000001")
    }

    @Test func returnedAfterAPostIsParked() throws {
        let (balances, book) = try Self.balances(after: [.completed, .returned, .returned, .completed])
        #expect(book.state == .returnedAfterPost)
        #expect(balances[.available].isZero && balances[.pool] == Self.amount && balances[.suspense] == Self.amount)
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
