import AdminAPI
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
                of: world.tenantID, accountID: world.accountID, token: "t-\(number)", to: world.database)
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

    private struct Proposed: Error {}

    private static func resolve(_ request: ResolveIntents, in world: AdminWorld) async throws -> IntentsResolved {
        guard case .done(let result) = try await world.service.resolveIntents(request, for: .ann) else {
            throw Proposed()
        }
        return result
    }

    private static func propose(_ count: Int, in world: AdminWorld) async throws -> ProposalView {
        let request = ResolveIntents(selection: IntentSelection(tenant: "shop"), count: count)
        guard case .proposed(let proposal) = try await world.service.resolveIntents(request, for: .ann) else {
            throw ActedAtOnce()
        }
        return proposal
    }

    private struct ActedAtOnce: Error {}

    @Test func batchesGoOnWhereTheLastOneEnded() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            _ = try await Self.lose(AdminService.resolutionBatchMax + 3, in: world)
            let selection = IntentSelection(tenant: "shop")
            let preview = try await world.service.previewIntents(selection, for: .ann)
            #expect(preview.count == AdminService.resolutionBatchMax + 3)
            let first = try await Self.resolve(
                ResolveIntents(selection: selection, count: preview.count), in: world)
            #expect(first.resolved.count == AdminService.resolutionBatchMax && first.refused.isEmpty)
            #expect(try await Self.unknown(in: world) == 3)
            let last = try await Self.resolve(
                ResolveIntents(selection: selection, count: preview.count, before: first.next), in: world)
            #expect(last.resolved.count == 3 && last.next == nil)
            #expect(try await Self.unknown(in: world) == 0)
        }
    }

    @Test func anotherNumberThanWasSeenResolvesNothing() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            _ = try await Self.lose(3, in: world)
            let error = await #expect(throws: AdminError.self) {
                try await Self.resolve(
                    ResolveIntents(selection: IntentSelection(), count: 2), in: world)
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
                try ObjectRepository.upsert(row, of: lost[0], at: AdminWorld.startedAt, in: store)
            }
            let result = try await Self.resolve(
                ResolveIntents(selection: IntentSelection(), count: 2), in: world)
            #expect(result.resolved == [lost[1].id])
            #expect(result.refused.map(\.intent) == [lost[0].id])
            #expect(result.refused.first?.reason == "it had its effect: the mirror has its object, waiting")
            #expect(try await Self.unknown(in: world) == 1)
        }
    }

    /// With operators who may be each other's second person all of them are one proposal, made once.
    @Test func nobodyFreesManyAlone() async throws {
        try await AdminWorld.with { world in
            let count = AdminService.resolutionBatchMax + 3
            _ = try await Self.lose(count, in: world)
            let proposal = try await Self.propose(count, in: world)
            #expect(proposal.summary.hasPrefix("\(count) intents (withdrawals: 0, payments: \(count))"))
            #expect(try await Self.unknown(in: world) == count)
            for selection in [IntentSelection(tenant: "shop"), IntentSelection(kind: "payment")] {
                let error = await #expect(throws: AdminError.self) {
                    try await world.service.resolveIntents(
                        ResolveIntents(selection: selection, count: count), for: .bob.because("so it is"))
                }
                #expect(error?.code == .conflict && error?.message.contains(proposal.id.description) == true)
            }
            let applied = try await world.service.approveProposal(proposal.id.description, for: .bob)
            #expect(
                applied.intents == ProposalView.Intents(waiting: 0, resolved: count, leftCount: 0, left: []))
            #expect(try await Self.unknown(in: world) == 0)
        }
    }

    @Test func whatIsFrozenIsResolvedAndWhatEndedMeanwhileIsNamed() async throws {
        try await AdminWorld.with { world in
            let lost = try await Self.lose(3, in: world)
            let proposal = try await Self.propose(3, in: world)
            let later = try await TestTenants().addIntent(
                of: world.tenantID, accountID: world.accountID, token: "later", to: world.database)
            try await world.database.write { store in
                try IntentRepository.loseOutcome(later, at: AdminWorld.startedAt, in: store)
                _ = try IntentRepository.confirm(lost[1], upstreamID: "p", at: AdminWorld.startedAt, in: store)
            }
            let applied = try await world.service.approveProposal(proposal.id.description, for: .bob)
            #expect(
                applied.intents
                    == ProposalView.Intents(
                        waiting: 0, resolved: 2, leftCount: 1,
                        left: [
                            IntentsResolved.Refusal(
                                intent: lost[1].id, reason: "it is confirmed by now")
                        ]))
            #expect(try await Self.unknown(in: world) == 1, "what came later was not meant")
        }
    }

    @Test func anApprovalThatWasCutShortIsFinished() async throws {
        try await AdminWorld.with { world in
            _ = try await Self.lose(2, in: world)
            let proposal = try await Self.propose(2, in: world)
            let id = proposal.id
            try await world.database.write { store in
                var review = try #require(try ProposalRepository.find(id, in: store)?.review)
                try review.approve(by: AdminCaller.bob.checker, as: AdminCaller.bob.roles, at: AdminWorld.startedAt)
                let decision = Proposal.Decision(by: "bob", at: AdminWorld.startedAt, reason: nil)
                _ = try ProposalRepository.settle(id, review, decision, in: store)
            }
            #expect(try await Self.unknown(in: world) == 2)
            await ProposalRetention(service: world.service, logger: .silent).sweep()
            #expect(try await Self.unknown(in: world) == 0)
            #expect(try await world.service.showProposal(proposal.id.description, for: .ann).intents?.resolved == 2)
        }
    }

    @Test func aRejectedOneFreesItsIntentsForAnother() async throws {
        try await AdminWorld.with { world in
            _ = try await Self.lose(2, in: world)
            let first = try await Self.propose(2, in: world)
            _ = try await world.service.rejectProposal(first.id.description, for: .bob)
            #expect(try await Self.unknown(in: world) == 2)
            let second = try await Self.propose(2, in: world)
            _ = try await world.service.approveProposal(second.id.description, for: .bob)
            #expect(try await Self.unknown(in: world) == 0)
        }
    }

    /// Else two operators could agree to one thing of it, and then to another.
    @Test func anIntentIsInOneProposalAtATime() async throws {
        try await AdminWorld.with { world in
            let lost = try await Self.lose(2, in: world)
            func single(_ intent: Intent, _ outcome: ResolveIntent.Outcome = .noEffect) async throws -> ProposalView {
                let request = ResolveIntent(outcome: outcome, upstreamID: outcome == .effect ? "p" : nil)
                let result = try await world.service.resolveIntent(intent.id.description, request, for: .ann)
                guard case .proposed(let proposal) = result else { throw ActedAtOnce() }
                return proposal
            }
            func refused(naming holder: ProposalView, _ ask: () async throws -> ProposalView) async {
                let error = await #expect(throws: AdminError.self) { try await ask() }
                #expect(error?.code == .conflict)
                #expect(error?.message.contains("\(holder.id) waits and") == true, "\(error?.message ?? "")")
            }
            let many = try await Self.propose(2, in: world)
            for outcome in [ResolveIntent.Outcome.noEffect, .effect] {
                await refused(naming: many) { try await single(lost[0], outcome) }
            }
            _ = try await world.service.rejectProposal(many.id.description, for: .bob)
            let one = try await single(lost[0])
            await refused(naming: one) { try await Self.propose(2, in: world) }
            await refused(naming: one) { try await single(lost[0], .effect) }
            let other = try await single(lost[1], .effect)
            _ = try await world.service.approveProposal(one.id.description, for: .bob)
            #expect(try await Self.unknown(in: world) == 1)
            world.clock.advance(by: AdminWorld.lifetime)
            let late = try await Self.propose(1, in: world)
            #expect(late.id != other.id, "one whose time has run out is in nobody's way")
            _ = try await world.service.approveProposal(late.id.description, for: .bob)
            #expect(try await Self.unknown(in: world) == 0)
        }
    }

    @Test func aPayoutOfCommissionNeedsASecondOperator() async throws {
        try await AdminWorld.with { world in
            let sheet = LedgerSheet(owner: .platform, accountID: world.accountID, currency: AdminWorld.currency)
            try await world.database.write { store in
                let ten = try Amount(parsing: "10")
                let entry = try JournalEntry(.adjustment, [Posting(.pool, ten), Posting(.commission, ten)])
                try BookRepository.post(entry, to: sheet, intent: nil, at: AdminWorld.startedAt, in: store)
            }
            let result = try await world.service.payOutCommission(
                of: "main", CommissionPayout(currency: "USDTTRC20", amount: "4"), for: .ann)
            guard case .proposed(let proposal) = result else {
                Issue.record("it acted at once")
                return
            }
            _ = try await world.service.approveProposal(proposal.id.description, for: .bob)
            let rest = try await world.database.read {
                try BookRepository.commission(of: world.accountID, AdminWorld.currency, in: $0)
            }
            #expect(rest.description == "6")
        }
    }
}
