import AdminAPI
import Policy
import Store
import TestSupport
import Testing

@testable import Admin

/// Whoever moves money out of suspense is told what of it is in doubt, and why; alone nobody gives a doubt away.
@Suite struct SuspenseDoubtTests {
    /// A payment of 10, of which 3 may have been rejected.
    private static func doubt(in world: AdminWorld, number: Int = 1) async throws -> Intent {
        let intent = try await TestTenants().addIntent(
            of: world.tenantID, accountID: world.accountID, token: "t-\(number)", upstreamID: "p-\(number)",
            to: world.database)
        let fact = PaymentFact(
            status: "completed", totalPaid: try Amount(parsing: "10"), rejected: try Amount(parsing: "3"),
            occurredAt: AdminWorld.startedAt)
        try await world.database.write { store in
            let opening = PaymentOpening(
                currency: AdminWorld.currency, isFeePaidByUser: false, upstreamFeeBasisPoints: 0)
            _ = try BookRepository.open(.payment(opening), for: intent, at: AdminWorld.startedAt, in: store)
            try BookRepository.apply(.payment(fact), to: intent, at: AdminWorld.startedAt, in: store)
        }
        return intent
    }

    private static func adjust(
        _ amount: String, from: String = "suspense", to: String = "available", in world: AdminWorld
    ) async throws -> ChangeResult<LedgerBalances> {
        let request = LedgerAdjustment(currency: "USDTTRC20", from: from, to: to, amount: amount)
        return try await world.service.adjustLedger(of: "shop", account: "main", request, for: .ann)
    }

    @Test func aProposalNamesTheDoubtsAndIsStaleWhenTheyChange() async throws {
        try await AdminWorld.with { world in
            let intent = try await Self.doubt(in: world)
            let reason = "the total may or may not contain the rejected amount"
            for to in ["available", "variance"] {
                guard case .proposed(let proposal) = try await Self.adjust("2", to: to, in: world) else {
                    return #expect(Bool(false), "it acted at once")
                }
                #expect(
                    proposal.summary == """
                        2 USDTTRC20 of shop: suspense -> \(to)
                        of 3 USDTTRC20 in suspense 3 are in doubt
                        3 of \(intent.id): \(reason)
                        """)
            }
            guard case .proposed(let proposal) = try await Self.adjust("1", in: world) else {
                return #expect(Bool(false), "it acted at once")
            }
            _ = try await Self.doubt(in: world, number: 2)
            let stale = await #expect(throws: AdminError.self) {
                try await world.service.approveProposal(proposal.id.description, for: .bob)
            }
            #expect(stale?.message.contains("of 6 USDTTRC20 in suspense 6 are in doubt") == true)
            #expect(try await world.balance(.suspense) == "6")
        }
    }

    @Test func withoutOperatorsOnlyWhatIsCertainIsGiven() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            let intent = try await Self.doubt(in: world)
            _ = try await Self.adjust("4", from: "available", to: "suspense", in: world)
            let refused = await #expect(throws: AdminError.self) { try await Self.adjust("5", in: world) }
            #expect(refused?.code == .conflict)
            for word in [
                "of 7 USDTTRC20 in suspense 3 are in doubt", "3 of \(intent.id): the total may or may not",
                "4 can be given to the tenant", "without admin.operator_group",
            ] { #expect(refused?.message.contains(word) == true, "\(refused?.message ?? "")") }
            #expect(try await world.balance(.available) == "3")
            _ = try await Self.adjust("4", in: world)
            #expect(try await world.balance(.available) == "7")
            await #expect(throws: AdminError.self) { try await Self.adjust("1", to: "receivable", in: world) }
            _ = try await Self.adjust("3", to: "variance", in: world)
            #expect(try await world.balance(.suspense) == "0")
            _ = try await Self.adjust("1", from: "available", to: "suspense", in: world)
            let again = await #expect(throws: AdminError.self) { try await Self.adjust("1", in: world) }
            #expect(again?.message.contains("0 can be given") == true, "the doubt of 3 is none the less one")
        }
    }
}
