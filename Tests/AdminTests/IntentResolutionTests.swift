import Policy
import Store
import TestSupport
import Testing

@testable import Admin

/// Many doubts ended by one word.
@Suite struct IntentResolutionTests {
    private static func lose(_ count: Int, in world: AdminWorld) async throws -> [Intent] {
        var lost: [Intent] = []
        for number in 0..<count {
            let intent = try await TestTenants().addIntent(
                of: world.tenantID, credentialID: world.credentialID, token: "t-\(number)", to: world.database)
            try await world.database.write {
                try IntentRepository.loseOutcome(intent, at: AdminWorld.startedAt, in: $0)
            }
            lost.append(intent)
        }
        return lost
    }

    private static func unknown(in world: AdminWorld) async throws -> Int {
        try await world.database.read { try IntentRepository.countUnsettled(in: $0)[.unknown] ?? 0 }
    }

    @Test func batchesGoOnWhereTheLastOneEnded() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            _ = try await Self.lose(AdminService.resolutionBatchMax + 3, in: world)
            let selection = IntentSelection(tenant: "shop")
            let preview = try await world.service.previewIntents(selection, for: .ann)
            #expect(preview.count == AdminService.resolutionBatchMax + 3)
            let first = try await world.service.resolveIntents(
                ResolveIntents(selection: selection, count: preview.count), for: .ann)
            #expect(first.resolved.count == AdminService.resolutionBatchMax && first.refused.isEmpty)
            #expect(try await Self.unknown(in: world) == 3)
            let last = try await world.service.resolveIntents(
                ResolveIntents(selection: selection, count: preview.count, before: first.next), for: .ann)
            #expect(last.resolved.count == 3 && last.next == nil)
            #expect(try await Self.unknown(in: world) == 0)
        }
    }

    @Test func anotherNumberThanWasSeenResolvesNothing() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            _ = try await Self.lose(3, in: world)
            let error = await #expect(throws: AdminError.self) {
                try await world.service.resolveIntents(
                    ResolveIntents(selection: IntentSelection(), count: 2), for: .ann)
            }
            #expect(error?.code == .conflict && error?.message.contains("it is 3 by now") == true)
            #expect(try await Self.unknown(in: world) == 3)
        }
    }

    @Test func whatHadItsEffectIsLeftAndNamed() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            let lost = try await Self.lose(2, in: world)
            try await world.database.write { store in
                let row = MirrorRow(status: "waiting", object: Array("{}".utf8))
                try MirrorRepository.upsert(row, of: lost[0], at: AdminWorld.startedAt, in: store)
            }
            let result = try await world.service.resolveIntents(
                ResolveIntents(selection: IntentSelection(), count: 2), for: .ann)
            #expect(result.resolved == [lost[1].id.description])
            #expect(result.refused.map(\.intent) == [lost[0].id.description])
            #expect(result.refused.first?.reason == "it had its effect: the mirror has its object, waiting")
            #expect(try await Self.unknown(in: world) == 1)
        }
    }

    /// With operators who may be each other's second person each waits for one.
    @Test func nobodyFreesManyAlone() async throws {
        try await AdminWorld.with { world in
            _ = try await Self.lose(2, in: world)
            let result = try await world.service.resolveIntents(
                ResolveIntents(selection: IntentSelection(), count: 2), for: .ann)
            #expect(result.proposed.count == 2 && result.resolved.isEmpty)
            #expect(try await Self.unknown(in: world) == 2)
            for proposal in result.proposed { _ = try await world.service.approveProposal(proposal, for: .bob) }
            #expect(try await Self.unknown(in: world) == 0)
        }
    }

    @Test func aPayoutOfCommissionNeedsASecondOperator() async throws {
        try await AdminWorld.with { world in
            let sheet = LedgerSheet(owner: .platform, credentialID: world.credentialID, currency: AdminWorld.currency)
            try await world.database.write { store in
                let ten = try Amount(parsing: "10")
                let entry = try JournalEntry(.adjustment, [Posting(.pool, ten), Posting(.commission, ten)])
                try LedgerRepository.post(entry, to: sheet, intent: nil, at: AdminWorld.startedAt, in: store)
            }
            let result = try await world.service.payOutCommission(
                of: "main", CommissionPayout(currency: "USDTTRC20", amount: "4"), for: .ann)
            guard case .proposed(let proposal) = result else {
                Issue.record("it acted at once")
                return
            }
            _ = try await world.service.approveProposal(proposal.id, for: .bob)
            let rest = try await world.database.read {
                try LedgerRepository.commission(of: world.credentialID, AdminWorld.currency, in: $0)
            }
            #expect(rest.description == "6")
        }
    }
}
