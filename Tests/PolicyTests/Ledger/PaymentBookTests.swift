import Policy
import Testing

@Suite struct PaymentBookTests {
    private static let terms = PaymentTerms(
        commission: .none, upstreamFeeBasisPoints: 100, upstreamFeeBearer: .tenant)

    private static func fact(
        _ status: String, _ total: String?, rejected: String? = nil, at second: Int64? = nil
    ) throws -> PaymentFact {
        PaymentFact(
            status: status, totalPaid: try total.map { try Amount(parsing: $0) },
            rejected: try rejected.map { try Amount(parsing: $0) },
            occurredAt: second.map { Timestamp(millisecondsSinceEpoch: $0 * 1000) })
    }

    private static func positions(
        after facts: [PaymentFact], terms: PaymentTerms = terms
    ) throws -> [LedgerAccount: String] {
        var book = PaymentBook(terms: terms)
        var balances = AccountBalances()
        for fact in facts {
            if let entry = try book.learn(fact) { try balances.post(entry) }
            #expect(try balances.trialBalance().isZero)
        }
        let booked = try book.positions()
        for account in LedgerAccount.allCases { #expect(balances[account] == booked[account] ?? .zero) }
        return booked.filter { !$0.value.isZero }.mapValues(\.description)
    }

    @Test func onlyTerminalGoodFactsCredit() throws {
        for status in ["waiting", "confirming", "expired", "failed"] {
            #expect(try Self.positions(after: [Self.fact(status, nil, at: 1)]).isEmpty, "\(status)")
        }
        #expect(try Self.positions(after: [Self.fact("confirming", "100", at: 1)]).isEmpty)
        for status in ["completed", "partially_paid", "partially_completed", "COMPLETED"] {
            #expect(
                try Self.positions(after: [Self.fact(status, "100", at: 1)]) == [.pool: "99", .available: "99"])
        }
    }

    @Test func topUpsAreDeltasAndDuplicatesNothing() throws {
        var book = PaymentBook(terms: Self.terms)
        let half = try Self.fact("partially_paid", "50", at: 1)
        let full = try Self.fact("completed", "100", at: 2)
        #expect(try book.learn(half)?.postings.map(\.amount.description) == ["49.5", "49.5"])
        #expect(try book.learn(half) == nil)
        #expect(try book.learn(full)?.postings.map(\.amount.description) == ["49.5", "49.5"])
        #expect(try book.learn(full) == nil)
        #expect(try book.learn(half) == nil, "the older one comes again")
    }

    @Test func aLatePaymentOfAnExpiredOneIsCredited() throws {
        let facts = [try Self.fact("expired", nil, at: 1), try Self.fact("completed", "10", at: 2)]
        #expect(try Self.positions(after: facts) == [.pool: "9.9", .available: "9.9"])
    }

    /// The total may contain what was rejected or not: the tenant gets the lesser, the rest is in doubt.
    @Test func aRejectedAmountIsParked() throws {
        let facts = [try Self.fact("completed", "150", rejected: "30", at: 1)]
        #expect(
            try Self.positions(after: facts) == [.pool: "148.8", .available: "118.8", .suspense: "30"])
        let absurd = [try Self.fact("completed", "10", rejected: "30", at: 1)]
        #expect(try Self.positions(after: absurd) == [.pool: "10", .suspense: "10"])
    }

    /// An answer that does not say what was rejected takes nothing back, and erases no doubt, whichever comes first.
    @Test func aRejectionIsKeptByAnswersWithoutOne() throws {
        let stated = try Self.fact("completed", "150", rejected: "30", at: 1)
        let silent = try Self.fact("completed", "150", at: 2)
        let expected: [LedgerAccount: String] = [.pool: "148.8", .available: "118.8", .suspense: "30"]
        for facts in [[stated, silent], [silent, stated], [silent, stated, silent, stated]] {
            #expect(try Self.positions(after: facts) == expected)
        }
        let expired = try Self.fact("expired", nil, rejected: "30", at: 3)
        #expect(try Self.positions(after: [silent, expired]) == expected, "whoever states it")
        let denied = try Self.fact("completed", "150", rejected: "0", at: 2)
        #expect(try Self.positions(after: [stated, denied])[.available] == "148.5", "zero is a word, silence is none")
    }

    /// What the upstream last called failed is not the tenant's to spend, with or without a total.
    @Test func whatFailsAfterItWasCreditedIsParked() throws {
        let good = try Self.fact("completed", "100", at: 1)
        let failed = try Self.fact("failed", nil, at: 2)
        let parked: [LedgerAccount: String] = [.pool: "99", .suspense: "99"]
        for facts in [[good, failed], [failed, good], [good, failed, good]] {
            #expect(try Self.positions(after: facts) == parked)
            let again = facts + [try Self.fact("completed", "100", at: 3)]
            #expect(try Self.positions(after: again) == [.pool: "99", .available: "99"])
        }
        #expect(try Self.positions(after: [good, Self.fact("failed", "0", at: 2)]).isEmpty, "nothing is there")
        #expect(
            try Self.positions(after: [good, Self.fact("failed", "100", at: 2)]) == [.pool: "100", .suspense: "100"])
        #expect(try Self.positions(after: [good, Self.fact("failed", nil, at: 0)]) == [.pool: "99", .available: "99"])
        let expired = [try Self.fact("expired", "20", at: 1), failed]
        #expect(try Self.positions(after: expired) == [.pool: "20", .suspense: "20"], "absent is not zero")
    }

    /// Every end of a payment that money was seen of is an entry, or a doubt that is written down once.
    @Test(arguments: ["expired", "failed"]) func endsWithoutTotalsAreRemarked(status: String) throws {
        var pending = PaymentBook(terms: Self.terms)
        _ = try pending.learn(Self.fact("confirming", "100", at: 1))
        let end = try pending.learn(Self.fact(status, nil, at: 2))
        #expect(end == JournalEntry(.doubt, reason: "\(status) with 100 on its way"))
        #expect(pending.evidence.unconfirmed.isZero)
        #expect(try pending.learn(Self.fact(status, nil, at: 2)) == nil)
        var credited = PaymentBook(terms: Self.terms)
        _ = try credited.learn(Self.fact("completed", "100", at: 1))
        let undated = try credited.learn(Self.fact(status, nil))
        #expect(undated == JournalEntry(.doubt, reason: "\(status) without a total after it was credited"))
        var empty = PaymentBook(terms: Self.terms)
        let paid = try empty.learn(Self.fact(status, "5"))
        #expect(paid == JournalEntry(.doubt, reason: "\(status) with 5 paid, without saying when"))
        #expect(try Self.positions(after: [Self.fact(status, nil, at: 2)]).isEmpty)
    }

    /// Nobody can say which came last: nothing is booked, and nothing is forgotten.
    @Test func aGoodWordWithoutATimeContestsAFailure() throws {
        let hundred = try Amount(parsing: "100")
        var book = PaymentBook(terms: Self.terms)
        _ = try book.learn(Self.fact("failed", "0", at: 2))
        let word = try Self.fact("completed", "100")
        let doubt = JournalEntry(
            .doubt, reason: "completed with 100 after it had failed, or before: without saying when")
        #expect(try book.learn(word) == doubt)
        #expect(try book.learn(word) == doubt, "as often as it is said")
        #expect(try book.positions().values.allSatisfy(\.isZero))
        #expect(book.evidence.contested == hundred && book.evidence.unconfirmed == hundred)
        var refuted = book
        let wasContested = [refuted.refuteUndated(), refuted.refuteUndated()]
        #expect(wasContested == [true, false])
        #expect(refuted.evidence.unconfirmed.isZero)
        #expect(try book.learn(Self.fact("completed", "100", at: 3))?.postings.isEmpty == false)
        #expect(try book.positions()[.available]?.description == "99")
        #expect(book.evidence.unconfirmed.isZero)
    }

    /// The other order books and takes back; what is left to ask is the same.
    @Test func whatIsContestedDoesNotDependOnOrder() throws {
        let facts = [
            try Self.fact("failed", "20", at: 2), try Self.fact("completed", "100"),
            try Self.fact("completed", "90", at: 1),
        ]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            var book = PaymentBook(terms: Self.terms)
            for index in order { _ = try book.learn(facts[index]) }
            #expect(book.evidence.contested.description == "80")
            #expect(try book.positions().mapValues(\.description) == [.pool: "20", .suspense: "20"])
        }
    }

    @Test func aTotalThatFallsTakesNothingFromTheTenant() throws {
        var facts = [try Self.fact("completed", "100", at: 1), try Self.fact("completed", "60", at: 2)]
        #expect(
            try Self.positions(after: facts) == [.pool: "59", .available: "99", .suspense: "-40"])
        facts.append(try Self.fact("completed", "100", at: 3))
        #expect(try Self.positions(after: facts) == [.pool: "99", .available: "99"])
    }

    @Test func moneyOnAPaymentThatEndedBadlyIsParked() throws {
        let facts = [try Self.fact("expired", "20", at: 1)]
        #expect(try Self.positions(after: facts) == [.pool: "20", .suspense: "20"])
        let later = facts + [try Self.fact("completed", "20", at: 2)]
        #expect(try Self.positions(after: later) == [.pool: "19.8", .available: "19.8"])
    }

    /// The guide's flat bodies have no time: they credit, and take nothing back.
    @Test func undatedFactsCreditAndNeverTakeBack() throws {
        let facts = [
            try Self.fact("completed", "150"), try Self.fact("partially_paid", "50"),
            try Self.fact("partially_paid", "50", at: 9), try Self.fact("failed", "1"),
        ]
        #expect(try Self.positions(after: facts) == [.pool: "148.5", .available: "148.5"])
    }

    @Test(arguments: ["completed", "unheard_of"]) func unusableFactsBookNothing(status: String) throws {
        let fact = try Self.fact(status, nil, at: 1)
        #expect(fact.defect != nil)
        #expect(try Self.positions(after: [fact]).isEmpty)
        #expect(PaymentFact(status: "completed", totalPaid: Amount(atoms: -1)).defect != nil)
        #expect(PaymentFact(status: "completed", totalPaid: Amount(atoms: .max)).defect != nil)
    }

    @Test func commissionIsTakenOnceAndNeverMoreThanThereIs() throws {
        let terms = PaymentTerms(
            commission: PaymentTerms.Commission(basisPoints: 50, fixed: try Amount(parsing: "0.3")),
            upstreamFeeBasisPoints: 100, upstreamFeeBearer: .tenant)
        let facts = [try Self.fact("partially_paid", "50", at: 1), try Self.fact("completed", "100", at: 2)]
        #expect(
            try Self.positions(after: facts, terms: terms)
                == [
                    .pool: "99", .available: "98.2", .commission: "0.8",
                ])
        let tiny = [try Self.fact("completed", "0.1", at: 1)]
        #expect(try Self.positions(after: tiny, terms: terms) == [.pool: "0.099", .commission: "0.099"])
    }

    @Test func whoBearsTheUpstreamsFeeIsConfigurable() throws {
        var terms = Self.terms
        terms.upstreamFeeBearer = .platform
        let facts = [try Self.fact("completed", "100", at: 1)]
        #expect(
            try Self.positions(after: facts, terms: terms)
                == [
                    .pool: "99", .available: "100", .upstreamFees: "1",
                ])
        terms = Self.terms
        terms.isFeePaidByUser = true
        #expect(
            try Self.positions(after: [Self.fact("completed", "101", at: 1)], terms: terms)
                == [
                    .pool: "100", .available: "100",
                ])
    }

    @Test func whatIsOnItsWayIsUnconfirmedUntilItSettles() throws {
        var book = PaymentBook(terms: Self.terms)
        _ = try book.learn(Self.fact("confirming", "100", at: 1))
        #expect(book.evidence.unconfirmed.description == "100")
        _ = try book.learn(Self.fact("partially_paid", "40", at: 2))
        #expect(book.evidence.unconfirmed.isZero)
        _ = try book.learn(Self.fact("confirming", "100", at: 3))
        #expect(book.evidence.unconfirmed.description == "60")
        _ = try book.learn(Self.fact("completed", "100", at: 4))
        #expect(book.evidence.unconfirmed.isZero)
        for end in ["expired", "failed"] {
            for second in [nil, 2] as [Int64?] {
                var ended = PaymentBook(terms: Self.terms)
                _ = try ended.learn(Self.fact("confirming", "100", at: 1))
                _ = try ended.learn(Self.fact(end, nil, at: second))
                #expect(ended.evidence.unconfirmed.isZero, "\(end) at \(second ?? -1)")
            }
        }
        var late = PaymentBook(terms: Self.terms)
        _ = try late.learn(Self.fact("completed", "100", at: 4))
        _ = try late.learn(Self.fact("confirming", "100", at: 1))
        #expect(late.evidence.unconfirmed.isZero)
    }
}
