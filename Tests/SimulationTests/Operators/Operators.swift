import AdminAPI
import Logging
import Policy
import Store
import TestSupport

@testable import Admin
@testable import CryptofuseSimulator
@testable import StoreSQLite

/// Those who end doubts and move what is in suspense. Whoever proposes is careless; whoever approves looks at the upstream
/// first, unless the gateway must know better, and does not always ask whether it is his to approve.
final class Operators: @unchecked Sendable {  // touched by the scheduler's thread only
    /// How long a request may be on its way at the most.
    private static let journeyMax: Duration = .seconds(90)
    private static let currency = "USDTTRC20"

    private unowned let simulation: Simulation
    /// What was told of each proposal, by its identifier.
    private(set) var toldApplied: Set<ProposalID> = []
    private(set) var toldRejected: Set<ProposalID> = []
    /// What a resolution or a decision is about.
    private var subjects: [ProposalID: IntentID] = [:]
    private var adjustments = 0
    /// Approvals that the gateway had to refuse, and did not.
    private(set) var mistakes: [String] = []

    init(_ simulation: Simulation) { self.simulation = simulation }

    func act(_ scenario: Scenario) async {
        for _ in 0..<scenario.tenants * scenario.operationsPerTenant * 2 {
            await simulation.pause(simulation.scheduler.choices.milliseconds(500...8000))
            // Whatever stops it is reported to the operator, who goes on with something else.
            do { try await actOnce() } catch { simulation.note("operators: refused") }
        }
    }

    /// What the upstream forgot is ended, now that all is calm.
    func finish() async {
        for withdrawal in openHolds() where simulation.network.forgotten.contains(withdrawal.id) {
            guard let intentID = withdrawal.customID.flatMap({ IntentID($0) }) else { continue }
            let decision: WithdrawalDecision = withdrawal.status.returnsMoney ? .voided : .settled
            do {
                guard let proposal = try await decide(intentID, decision, by: .ann) else { continue }
                try await approve(proposal, by: .bob)
            } catch { simulation.note("operators: could not finish") }
        }
    }

    private func actOnce() async throws {
        switch simulation.scheduler.choices.pick(Act.usual) {
        case .adjust: try await adjust()
        case .resolve: try await resolve()
        case .end: try await end()
        case .raise: try await raise()
        case .review: try await review()
        case .expire:
            try await simulation.administer { await ProposalRetention(service: $0, logger: .silent).sweep() }
        }
    }

    private enum Act {
        case adjust, resolve, end, raise, review, expire

        static let usual: [Act] = [
            .adjust, .resolve, .resolve, .end, .end, .raise, .review, .review, .review, .review, .review, .expire,
        ]
    }

    // MARK: To propose

    private func adjust() async throws {
        adjustments += 1
        let number = adjustments
        let pooled = simulation.tenants.filter { $0.binding == .pooled }
        guard let accountID = simulation.sharedAccountID, !pooled.isEmpty else { return }
        let tenant = simulation.scheduler.choices.pick(pooled)
        let ways = simulation.scheduler.choices.pick([["available", "suspense"], ["suspense", "available"]])
        let request = LedgerAdjustment(currency: Self.currency, from: ways[0], to: ways[1], amount: "0.5")
        let caller = simulation.scheduler.choices.pick([AdminCaller.ann, .bob]).because("adjustment \(number)")
        let result = try await simulation.administer {
            try await $0.adjustLedger(
                of: tenant.id.description, account: accountID.description, request, for: caller)
        }
        simulation.note("operators: adjustment \(result?.isDeferred ?? false)")
    }

    private func resolve() async throws {
        let unknown = intents(in: .unknown)
        guard !unknown.isEmpty else { return }
        let intent = simulation.scheduler.choices.pick(unknown)
        let caller = simulation.scheduler.choices.pick([AdminCaller.ann, .bob]).because("looked upstream")
        let result = try await simulation.administer {
            try await $0.resolveIntent(
                intent.id.description, ResolveIntent(outcome: .noEffect, upstreamID: nil), for: caller)
        }
        if case .proposed(let proposal) = result { subjects[proposal.id] = intent.id }
        simulation.note("operators: no effect \(result?.isDeferred ?? false)")
    }

    private func end() async throws {
        let open = openHolds()
        guard !open.isEmpty else { return }
        let withdrawal = simulation.scheduler.choices.pick(open)
        guard let intentID = withdrawal.customID.flatMap({ IntentID($0) }) else { return }
        let decision = simulation.scheduler.choices.pick(WithdrawalDecision.allCases)
        _ = try await decide(intentID, decision, by: simulation.scheduler.choices.pick([.ann, .bob]))
    }

    /// Of a tenant with an account of its own.
    private func raise() async throws {
        guard let tenant = simulation.tenants.first(where: { $0.binding == .dedicated }) else { return }
        var change = ChangeWithdrawalLimits(scope: "default")
        change.perDay = .set("\(simulation.scheduler.choices.pick([140, 150, 160, 170, 180, 190, 200]))")
        let caller = simulation.scheduler.choices.pick([AdminCaller.ann, .bob]).because("it sells well")
        let result = try await simulation.administer { [change] in
            try await $0.changeWithdrawalLimits(of: tenant.id.description, change, for: caller)
        }
        simulation.note("operators: raise \(result?.isDeferred ?? false)")
    }

    private func decide(
        _ id: IntentID, _ decision: WithdrawalDecision, by caller: AdminCaller
    ) async throws -> ProposalView? {
        let caller = caller.because("asked the upstream")
        let result = try await simulation.administer {
            try await $0.decideHold(of: id.description, decision, for: caller)
        }
        simulation.note("operators: \(decision.rawValue) \(result?.isDeferred ?? false)")
        guard case .proposed(let proposal) = result else { return nil }
        subjects[proposal.id] = id
        return proposal
    }

    // MARK: To decide

    private func review() async throws {
        let caller = simulation.scheduler.choices.pick([AdminCaller.ann, .bob, .ann, .bob, .eve, .root])
        let list = try await simulation.administer { admin in
            try await admin.listProposals(.init(state: "waiting", count: 100), for: .ann)
        }
        guard let waiting = list?.proposals, !waiting.isEmpty else { return }
        let proposal = simulation.scheduler.choices.pick(waiting)
        guard isRight(proposal), simulation.scheduler.choices.chance(80) else {
            return try await reject(proposal, by: caller)
        }
        try await approve(proposal, by: caller)
    }

    private func approve(_ proposal: ProposalView, by caller: AdminCaller) async throws {
        let isRefusalDue = self.isRefusalDue(proposal)
        // Two at once, as two operators or one whose answer was lost.
        async let other = simulation.administer { try await $0.approveProposal(proposal.id.description, for: caller) }
        let result = try? await simulation.administer {
            try await $0.approveProposal(proposal.id.description, for: caller)
        }
        let second = try? await other
        let isApplied = [result?.state, second?.state].contains("applied")
        simulation.note("operators: approved \(isApplied)")
        guard isApplied else { return }
        toldApplied.insert(proposal.id)
        if isRefusalDue { mistakes.append("\(proposal.verb) \(proposal.id) passed, though the gateway knew better") }
    }

    private func reject(_ proposal: ProposalView, by caller: AdminCaller) async throws {
        let result = try await simulation.administer {
            try await $0.rejectProposal(proposal.id.description, for: caller)
        }
        if result != nil { toldRejected.insert(proposal.id) }
        simulation.note("operators: rejected \(result?.state ?? "")")
    }

    /// By the truth, or because the gateway has to refuse it.
    private func isRight(_ proposal: ProposalView) -> Bool {
        guard let id = subjects[proposal.id] else {
            if proposal.verb == Verdict.limitVerb { return true }
            let takesBack = proposal.summary.contains("suspense -> available")
            return proposal.verb == "ledger adjust" && (!takesBack || wasSetAside(proposal))
        }
        if isRefusalDue(proposal) { return true }
        let withdrawal = simulation.world.withdrawals.all.first { $0.customID == id.description }
        switch proposal.verb {
        case "withdrawal void": return withdrawal.map { isForgotten($0) && $0.status.returnsMoney } ?? false
        case "withdrawal settle": return withdrawal.map { isForgotten($0) && !$0.status.returnsMoney } ?? false
        case "intent resolve":
            let hasEffect = withdrawal != nil || simulation.world.payments.all.contains { $0.orderID == id.description }
            let age = id.ulid.time.distance(to: simulation.scheduler.now())
            return !hasEffect && age > Self.journeyMax
        default: return false
        }
    }

    /// The gateway knows that it had its effect, or what became of it.
    private func isRefusalDue(_ proposal: ProposalView) -> Bool {
        guard let id = subjects[proposal.id] else { return false }
        switch proposal.verb {
        case "intent resolve": return !intents(in: .unknown).contains { $0.id == id }
        default:
            let withdrawal = simulation.world.withdrawals.all.first { $0.customID == id.description }
            return withdrawal.map { !isForgotten($0) && $0.status == .pending } ?? false
        }
    }

    /// What the upstream's own doubts put into suspense is nobody's to give: only what operators put there.
    private func wasSetAside(_ proposal: ProposalView) -> Bool {
        let moved = try? simulation.disk.connection.rows(
            """
            SELECT p.amount FROM ledger_postings p JOIN ledger_entries e
                ON e.tenant_id = p.tenant_id AND e.number = p.entry_number
            WHERE e.tenant_id = $1 AND e.cause = 'adjustment' AND p.account = 'suspense'
            """, [.id(proposal.tenantID)]
        ) { try Amount(parsing: $0.text()) }.reduce(Amount.zero) { try $0.adding($1) }
        return moved?.isPositive ?? false
    }

    private func isForgotten(_ withdrawal: Withdrawal) -> Bool { simulation.network.forgotten.contains(withdrawal.id) }

    // MARK: What there is

    private func intents(in state: IntentState) -> [Intent] {
        (try? IntentRepository.list(
            IntentFilter(states: [state], limit: IntentFilter.limitMax), in: simulation.disk.connection)) ?? []
    }

    /// Withdrawals that the gateway knows of, whose funds are held.
    func openHolds() -> [Withdrawal] {
        let open = try? simulation.disk.connection.rows(
            """
            SELECT w.intent_id FROM ledger_withdrawals w
            JOIN intents i ON i.tenant_id = w.tenant_id AND i.intent_id = w.intent_id
            WHERE w.state = 'held' AND i.state = 'succeeded' AND i.upstream_id IS NOT NULL
            """, []
        ) { try $0.text() }
        let held = Set(open ?? [])
        return simulation.world.withdrawals.all.filter { $0.customID.map(held.contains) ?? false }
    }
}

extension AdminCaller {
    static let ann = AdminCaller(user: "ann", isShared: false, roles: [.treasurer], duty: .treasury)
    static let bob = AdminCaller(user: "bob", isShared: false, roles: [.owner], duty: .treasury)
    /// Money is not hers to decide about.
    static let eve = AdminCaller(user: "eve", isShared: false, roles: [.support], duty: .treasury)
    static let root = AdminCaller(user: "root", isShared: true, duty: .treasury)

    fileprivate func because(_ reason: String) -> AdminCaller {
        var caller = self
        caller.reason = reason
        return caller
    }
}
