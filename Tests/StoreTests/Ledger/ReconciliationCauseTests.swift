import Policy
import Store
import TestSupport
import Testing

/// What is named when the books and the upstream differ, and what may follow from a comparison.
@Suite struct ReconciliationCauseTests {
    private typealias Fixture = LedgerFixture

    private static func causes(_ fixture: Fixture) async throws -> [ReconciliationCause] {
        try await fixture.database.read {
            try BookRepository.causes(of: fixture.accountID, currency: Fixture.currency, in: $0)
        }
    }

    private static func payment(
        _ status: String, total: String, rejected: String = "0", seconds: Int = 0
    ) throws -> LedgerFact {
        .payment(
            PaymentFact(
                status: status, totalPaid: try Amount(parsing: total), rejected: try Amount(parsing: rejected),
                occurredAt: Fixture.now.advanced(by: .seconds(seconds))))
    }

    @Test func eachObjectIsNamedWithWhatItMayExplain() async throws {
        try await Fixture.with { fixture in
            try await fixture.fund(fixture.left, "1000")
            let open = try await fixture.withdrawal(of: fixture.left, "100")
            let stuck = try await fixture.withdrawal(of: fixture.left, "70")
            // It ended upstream, and the hold is still there: as the books must never be, and are named when they are.
            try await fixture.database.write { store in
                let row = MirrorRow(status: "failed", object: Array("{}".utf8))
                try ObjectRepository.upsert(row, of: stuck, at: Fixture.now, in: store)
            }
            let coming = try await fixture.payment(of: fixture.right)
            try await fixture.apply(try Self.payment("confirming", total: "55"), to: coming)
            let doubtful = try await fixture.payment(of: fixture.right)
            try await fixture.apply(try Self.payment("completed", total: "30", rejected: "7"), to: doubtful)
            let causes = try await Self.causes(fixture)
            #expect(causes.map(\.intentID) == [open.id, stuck.id, coming.id, doubtful.id])
            #expect(causes.map(\.kind) == [.openWithdrawal, .holdWithoutWithdrawal, .unconfirmedPayment, .doubt])
            #expect(causes.map(\.amount.description) == ["100", "70", "55", "7"])
            #expect(causes.map(\.tenantID) == [fixture.left, fixture.left, fixture.right, fixture.right])
            #expect(causes[1].status == "failed")
            try await fixture.apply(try Self.payment("completed", total: "55", seconds: 1), to: coming)
            try await fixture.apply(.withdrawal(.completed), to: open)
            #expect(try await Self.causes(fixture).map(\.intentID) == [stuck.id, doubtful.id])
        }
    }

    private static func reconciliation(
        _ fixture: Fixture, available: String
    ) async throws -> Reconciliation {
        let upstream = Reconciliation.Upstream(available: try Amount(parsing: available), pending: .zero)
        return try await fixture.database.read { store in
            let books = try BookRepository.books(of: fixture.accountID, in: store)[Fixture.currency]
            return try Reconciliation(books: books ?? .init(), upstream: upstream)
        }
    }

    @Test func oneDriftIsBookedOnce() async throws {
        try await Fixture.with { fixture in
            try await fixture.fund(fixture.left, "100")
            let found = try await Self.reconciliation(fixture, available: "110")
            @Sendable func book() async throws {
                try await fixture.database.write { store in
                    try BookRepository.bookDrift(
                        found, of: Fixture.currency, accountID: fixture.accountID, reason: "r", at: Fixture.now,
                        in: store)
                }
            }
            try await book()
            let overtaken = await #expect(throws: ReconciliationOvertaken.self) { try await book() }
            #expect(overtaken?.current == .zero && overtaken?.found.description == "10")
            #expect(try await Self.reconciliation(fixture, available: "110").difference.isZero)
            let check = try await fixture.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now) }
            #expect(check.violations == [])
        }
    }

    /// Whoever is paid between the comparison and its consequence must not be booked as a drift.
    @Test func aDriftThatMovedIsNotBooked() async throws {
        try await Fixture.with { fixture in
            try await fixture.fund(fixture.left, "100")
            let found = try await Self.reconciliation(fixture, available: "110")
            try await fixture.fund(fixture.right, "4")
            let overtaken = await #expect(throws: ReconciliationOvertaken.self) {
                try await fixture.database.write { store in
                    try BookRepository.bookDrift(
                        found, of: Fixture.currency, accountID: fixture.accountID, reason: "r", at: Fixture.now,
                        in: store)
                }
            }
            #expect(overtaken?.current.description == "6")
        }
    }

    @Test func commissionLeavesOnceAndNoMoreThanWasEarned() async throws {
        try await Fixture.with { fixture in
            let terms = CommissionTerms(
                commission: PaymentTerms.Commission(basisPoints: 1000, fixed: .zero), upstreamFeeBearer: .tenant)
            try await fixture.database.write { store in
                for tenant in [fixture.left, fixture.right] {
                    try BookRepository.setCommission(terms, of: tenant, currency: nil, in: store)
                }
            }
            try await fixture.fund(fixture.left, "100")
            try await fixture.fund(fixture.right, "200")
            @Sendable func payOut(_ amount: String) async throws {
                try await fixture.database.write { store in
                    try BookRepository.payOutCommission(
                        try Amount(parsing: amount), of: Fixture.currency, accountID: fixture.accountID,
                        reason: "taken", at: Fixture.now, in: store)
                }
            }
            await #expect(throws: LedgerError.insufficient(.commission)) { try await payOut("30.1") }
            #expect(try await Self.reconciliation(fixture, available: "275").drift.description == "-25")
            try await payOut("25")
            #expect(try await Self.reconciliation(fixture, available: "275").drift.isZero)
            await #expect(throws: LedgerError.insufficient(.commission)) { try await payOut("5.1") }
            try await payOut("5")
            #expect(try await fixture.balance(.available, of: fixture.left) == "90")
            let check = try await fixture.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now) }
            #expect(check.violations == [])
        }
    }

    @Test func pausesAreListed() async throws {
        try await Fixture.with { fixture in
            try await fixture.database.write { store in
                try BookRepository.pause(
                    Fixture.currency, of: fixture.accountID, reason: "short", at: Fixture.now, in: store)
            }
            let pauses = try await fixture.database.read { try BookRepository.pauses(in: $0) }
            #expect(pauses.map(\.currency) == [Fixture.currency] && pauses.map(\.reason) == ["short"])
        }
    }
}
