import AdminAPI
import Policy
import Store
import TestSupport
import Testing

@testable import Admin

/// Verbs that weaken a control or create spendable money, with operators who may be each other's second person.
@Suite struct ProposalTests {
    private static let adjustment = LedgerAdjustment(
        currency: "USDTTRC20", from: "variance", to: "available", amount: "5")

    private static func propose(
        _ amount: String = "5", by caller: AdminCaller = .ann, in world: AdminWorld
    ) async throws -> ProposalView {
        let adjustment = LedgerAdjustment(currency: "USDTTRC20", from: "variance", to: "available", amount: amount)
        let result = try await world.service.adjustLedger(of: "shop", account: "main", adjustment, for: caller)
        guard case .proposed(let proposal) = result else { throw ActedAtOnce() }
        return proposal
    }

    private struct ActedAtOnce: Error {}

    @Test func nothingChangesUntilAnotherApprovesAndThenOnce() async throws {
        try await AdminWorld.with { world in
            let proposal = try await Self.propose(in: world)
            #expect(proposal.summary == "5 USDTTRC20 of shop: variance -> available")
            #expect((proposal.proposer, proposal.state, proposal.verb) == ("ann", "waiting", "ledger adjust"))
            #expect(try await world.balance(.available) == "0")
            for (caller, rule) in [
                (AdminCaller.ann, "ann proposed it"), (.root, "behind root"), (.desk, "needs the role"),
            ] {
                let error = await #expect(throws: AdminError.self) {
                    try await world.service.approveProposal(proposal.id.description, for: caller)
                }
                #expect(error?.code == .forbidden && error?.message.contains(rule) == true)
            }
            #expect(try await world.balance(.available) == "0")
            let applied = try await world.service.approveProposal(proposal.id.description, for: .bob)
            #expect((applied.state, applied.decidedBy) == ("applied", "bob"))
            #expect(try await world.balance(.available) == "5")
            let error = await #expect(throws: AdminError.self) {
                try await world.service.approveProposal(proposal.id.description, for: .bob)
            }
            #expect(error?.code == .conflict)
            #expect(try await world.balance(.available) == "5")
        }
    }

    @Test func theProposerArrangesWhatItPaysForAndTheReasonIsHis() async throws {
        try await AdminWorld.with { world in
            let proposal = try await Self.propose(in: world)
            _ = try await world.service.approveProposal(proposal.id.description, for: .bob)
            let entries = try await world.service.ledgerEntries(
                ListEntries(owner: "shop", count: 5), for: .ann)
            #expect(entries.entries.map(\.reason) == ["because"])
            let names = try await world.database.read { store in
                try store.rows("SELECT operator FROM withdrawal_arrangements WHERE arrangement = 'credit'", []) {
                    try $0.text()
                }
            }
            #expect(names == ["ann"])
        }
    }

    @Test func aRequestIsKeptSealedAndOnlyWhileItWaits() async throws {
        try await AdminWorld.with { world in
            let caller = AdminCaller(user: "ann", isShared: false, duty: .ownership)
            let result = try await world.service.addWebhookSecret(
                AddWebhookSecret(account: "main", webhookSecret: "hidden-word"), for: caller)
            guard case .proposed(let proposal) = result else { throw ActedAtOnce() }
            #expect(!proposal.summary.contains("hidden-word"))
            let sealed = try await world.database.read { store in
                try store.first("SELECT sealed_request FROM proposals", []) { try $0.blob() }
            }
            #expect(!String(decoding: try #require(sealed), as: UTF8.self).contains("hidden-word"))
            let treasurer = AdminCaller.operated(by: "tom", as: [.treasurer])
            await #expect(throws: AdminError.self) {
                try await world.service.approveProposal(proposal.id.description, for: treasurer)
            }
            _ = try await world.service.approveProposal(proposal.id.description, for: .bob)
            let left = try await world.database.read { store in
                try store.rows("SELECT 1 FROM proposals WHERE sealed_request IS NOT NULL", []) { try $0.integer() }
            }
            #expect(left.isEmpty)
            let accounts = try await world.service.listAccounts(for: .ann).accounts
            #expect(accounts.map(\.webhookSecretCount) == [1])
        }
    }

    @Test func whatIsNoLongerWhatWasProposedIsRefusedAndWaits() async throws {
        try await AdminWorld.with { world in
            let propose = { (basisPoints: Int) async throws -> ProposalView in
                let result = try await world.service.changeAccount(
                    ChangeAccount(account: "main", upstreamFeeBasisPoints: .set(basisPoints)), for: .ann)
                guard case .proposed(let proposal) = result else { throw ActedAtOnce() }
                return proposal
            }
            let first = try await propose(80)
            let second = try await propose(70)
            #expect(first.summary == "upstream fee of main: as configured -> 80 basis points")
            _ = try await world.service.approveProposal(first.id.description, for: .bob)
            let error = await #expect(throws: AdminError.self) {
                try await world.service.approveProposal(second.id.description, for: .bob)
            }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains("80 basis points -> 70 basis points") == true)
            #expect(try await world.service.showProposal(second.id.description, for: .bob).state == "waiting")
            #expect(
                try await world.service.listAccounts(for: .ann).accounts.map(\.upstreamFeeBasisPoints) == [80])
            let unchanged = try await world.service.changeAccount(
                ChangeAccount(account: "main", upstreamFeeBasisPoints: .set(80)), for: .ann)
            guard case .done = unchanged else { return #expect(Bool(false), "what changes nothing needs nobody") }
        }
    }

    @Test func whatCannotBeDoneNowLeavesTheProposalWaiting() async throws {
        try await AdminWorld.with { world in
            let adjustment = LedgerAdjustment(currency: "USDTTRC20", from: "available", to: "suspense", amount: "5")
            let result = try await world.service.adjustLedger(of: "shop", account: "main", adjustment, for: .ann)
            guard case .proposed(let proposal) = result else { throw ActedAtOnce() }
            let error = await #expect(throws: AdminError.self) {
                try await world.service.approveProposal(proposal.id.description, for: .bob)
            }
            #expect(error?.code == .conflict)
            #expect(try await world.service.showProposal(proposal.id.description, for: .bob).state == "waiting")
            let credit = try await Self.propose(in: world)
            _ = try await world.service.approveProposal(credit.id.description, for: .bob)
            _ = try await world.service.approveProposal(proposal.id.description, for: .bob)
            #expect(try await world.balance(.available) == "0")
            #expect(try await world.balance(.suspense) == "5")
        }
    }

    @Test func timeEndsAProposalAndThenItsRow() async throws {
        try await AdminWorld.with { world in
            let proposal = try await Self.propose(in: world)
            let retention = ProposalRetention(service: world.service, logger: .silent)
            world.clock.advance(by: AdminWorld.lifetime - .seconds(1))
            await retention.sweep()
            #expect(try await world.service.showProposal(proposal.id.description, for: .ann).state == "waiting")
            world.clock.advance(by: .seconds(1))
            let error = await #expect(throws: AdminError.self) {
                try await world.service.approveProposal(proposal.id.description, for: .bob)
            }
            #expect(error?.code == .conflict && error?.message.contains("expired") == true)
            await retention.sweep()
            #expect(try await world.service.showProposal(proposal.id.description, for: .ann).state == "expired")
            #expect(try await world.balance(.available) == "0")
            world.clock.advance(by: AdminWorld.retention + .seconds(1))
            await retention.sweep()
            await #expect(throws: AdminError.self) {
                try await world.service.showProposal(proposal.id.description, for: .ann)
            }
        }
    }

    @Test func anybodyWhoseDutyItIsRejectsAndTheProposerTakesItBack() async throws {
        try await AdminWorld.with { world in
            let (first, second) = (try await Self.propose(in: world), try await Self.propose("6", in: world))
            await #expect(throws: AdminError.self) {
                try await world.service.rejectProposal(first.id.description, for: .desk)
            }
            #expect(try await world.service.rejectProposal(first.id.description, for: .bob).state == "rejected")
            let withdrawn = try await world.service.rejectProposal(second.id.description, for: .ann)
            #expect((withdrawn.state, withdrawn.decisionReason) == ("withdrawn", "because"))
            for proposal in [first, second] {
                let error = await #expect(throws: AdminError.self) {
                    try await world.service.approveProposal(proposal.id.description, for: .bob)
                }
                #expect(error?.code == .conflict)
            }
            #expect(try await world.balance(.available) == "0")
        }
    }

    @Test func whatWaitsIsNotAskedForTwice() async throws {
        try await AdminWorld.with { world in
            let first = try await Self.propose(in: world)
            for caller in [AdminCaller.ann, .bob.because("again"), .ann.because("another reason")] {
                let error = await #expect(throws: AdminError.self) { try await Self.propose(by: caller, in: world) }
                #expect(error?.code == .conflict && error?.message.contains("\(first.id) by ann") == true)
            }
            _ = try await world.service.rejectProposal(first.id.description, for: .bob)
            let second = try await Self.propose(in: world)
            world.clock.advance(by: AdminWorld.lifetime)
            let third = try await Self.propose(in: world)
            #expect(try await world.service.showProposal(second.id.description, for: .ann).state == "expired")
            _ = try await world.service.approveProposal(third.id.description, for: .bob)
            #expect(try await world.balance(.available) == "5")
        }
    }

    @Test func aDriftIsBookedByTwoAndOnlyAsItWasShown() async throws {
        try await AdminWorld.with { world in
            world.upstream.set("10")
            let request = ReconcileRequest(currency: "USDTTRC20", variance: "opening")
            func propose() async throws -> ProposalView {
                let result = try await world.service.reconcile("main", request, for: .ann)
                guard case .proposed(let proposal) = result else { throw ActedAtOnce() }
                return proposal
            }
            let proposal = try await propose()
            #expect(proposal.summary == "drift of main, 10 USDTTRC20: unexplained -> the platform's, opening")
            #expect(try await world.platformBalance(.variance) == "0")
            world.upstream.set("11")
            let error = await #expect(throws: AdminError.self) {
                try await world.service.approveProposal(proposal.id.description, for: .bob)
            }
            #expect(error?.code == .conflict && error?.message.contains("11 USDTTRC20") == true)
            #expect(try await world.platformBalance(.variance) == "0")
            world.upstream.set("10")
            _ = try await world.service.approveProposal(proposal.id.description, for: .bob)
            #expect(try await world.platformBalance(.variance) == "10")
            let nothing = await #expect(throws: AdminError.self) { try await propose() }
            #expect(nothing?.message == "there is no drift of USDTTRC20 to book")
            guard case .done(let list) = try await world.service.reconcile("main", ReconcileRequest(), for: .ann)
            else { return #expect(Bool(false), "a look needs nobody") }
            #expect(list.currencies.map(\.drift) == [.zero])
        }
    }

    @Test func withoutOperatorsEverythingActsAtOnce() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            let result = try await world.service.adjustLedger(
                of: "shop", account: "main", Self.adjustment, for: .root)
            guard case .done(let balances) = result else { return #expect(Bool(false), "it waits for nobody") }
            #expect(balances.accounts.map(\.balance.description) == ["5", "-5"])
            #expect(try await world.balance(.available) == "5")
        }
    }

    @Test func aListIsPagedAndFiltered() async throws {
        try await AdminWorld.with { world in
            var ids: [ProposalID] = []
            for amount in ["5", "6", "7"] { ids.append(try await Self.propose(amount, in: world).id) }
            _ = try await world.service.rejectProposal(ids[1].description, for: .bob)
            let waiting = try await world.service.listProposals(
                ListProposals(state: "waiting", count: 10), for: .ann)
            #expect(Set(waiting.proposals.map(\.id)) == [ids[0], ids[2]])
            let page = try await world.service.listProposals(
                ListProposals(tenant: "shop", count: 2), for: .ann)
            let rest = try await world.service.listProposals(
                ListProposals(before: page.next?.description, count: 2), for: .ann)
            #expect(Set((page.proposals + rest.proposals).map(\.id)) == Set(ids))
            #expect(page.proposals.count == 2 && rest.next == nil)
            await #expect(throws: AdminError.self) {
                try await world.service.listProposals(ListProposals(state: "lost", count: 2), for: .ann)
            }
        }
    }
}
