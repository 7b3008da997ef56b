import AdminAPI
import Policy
import Store

/// Many doubts that one proposal ends: those that were meant when it was made, and no others.
extension AdminService {
    /// Of one proposal, so that its commit stays short.
    static let proposedIntentsMax = 2000
    /// Of a view.
    private static let leftMax = 50

    func proposeResolution(
        _ request: ResolveIntents, of filter: IntentFilter, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<IntentsResolved> {
        let found: UnknownIntents
        do { found = try await database.read { try UnknownIntents(filter, in: $0) } } catch {
            throw AdminError(describing: error)
        }
        guard found.count == request.count else {
            throw AdminError(.conflict, "nothing was done: it is \(found.count) by now, and not \(request.count)")
        }
        guard !found.resolvable.isEmpty else { return .done(IntentsResolved(refused: found.refused)) }
        let tenants = Set(found.resolvable.map(\.tenantID))
        let action = Action(
            IntentVerbs.resolve, tenant: tenants.count == 1 ? tenants.first : nil,
            [("count", "\(found.resolvable.count)"), ("outcome", ResolveIntent.Outcome.noEffect.rawValue)])
        let rule = SecondPersonRule(
            request: try Self.proposedResolution(of: request.selection), intents: found.resolvable
        ) { _ in found.lines }
        return try await change(action, by: rule, for: caller) { _ in
            throw AdminError(.conflict, "nothing was done: there are no operators any more; ask again")
        }
    }

    /// Equal for equal selections, however many they are by then: those that are meant are kept with the proposal.
    private static func proposedResolution(of selection: IntentSelection) throws(AdminError) -> ProposedRequest {
        try ProposedRequest(IntentVerbs.resolveAll, ResolveIntents(selection: selection, count: 0))
    }

    /// Each intent is judged as if alone: what ended by itself meanwhile is left as it is, and named. The approval is one
    /// commit, and what it approved follows in batches, after a crash as well.
    func resolveProposed(
        _ selection: IntentSelection, for caller: AdminCaller
    ) async throws(AdminError) {
        guard let id = caller.approving?.id else {
            throw AdminError(.internalError, "only an approval resolves what was proposed")
        }
        let action = Action(
            IntentVerbs.resolve, [("proposal", "\(id)"), ("outcome", ResolveIntent.Outcome.noEffect.rawValue)])
        // What is frozen is what was shown.
        let rule = SecondPersonRule(request: try Self.proposedResolution(of: selection)) { reader in
            let summary = try ProposalRepository.find(id, in: reader)?.summary ?? ""
            return summary.split(separator: "\n").map(String.init)
        }
        _ = try await change(action, by: rule, for: caller) { writer in
            guard try ProposalRepository.hasUnknown(in: id, store: writer) else {
                throw AdminError(.conflict, "nothing was done: none of them is unknown any more")
            }
            return Empty()
        }
        // It is approved: what fails here is done by the next sweep.
        try? await finish(id, for: caller)
    }

    /// Does what was approved and not done, because the process or the store failed in between.
    func finishResolutions() async throws(AdminError) {
        let proposals: [Proposal]
        do { proposals = try await database.read { try ProposalRepository.unfinished(limit: 100, in: $0) } } catch {
            throw AdminError(describing: error)
        }
        for proposal in proposals {
            guard let decision = proposal.decision else { continue }
            var caller = AdminCaller(user: decision.name, isShared: false, reason: proposal.reason)
            caller.approving = ApprovedProposal(
                id: proposal.id, proposer: proposal.review.proposer, approvalReason: decision.reason)
            try await finish(proposal.id, for: caller)
        }
    }

    private func finish(_ id: ProposalID, for caller: AdminCaller) async throws(AdminError) {
        while true {
            let batch: [ProposedIntent]
            do {
                batch = try await database.read {
                    try ProposalRepository.frozen(in: id, limit: Self.resolutionBatchMax, store: $0)
                }
            } catch { throw AdminError(describing: error) }
            guard !batch.isEmpty else { return }
            let actions = batch.map { intent in
                Action(
                    IntentVerbs.resolve, tenant: intent.tenantID,
                    [
                        ("intent", "\(intent.intentID)"), ("proposal", "\(id)"),
                        ("outcome", ResolveIntent.Outcome.noEffect.rawValue),
                    ])
            }
            try await recordRequests(of: actions, by: caller)
            let reasons = try await commit(actions, for: caller) { [now] writer in
                try batch.map { intent in
                    let reason = try Self.disprove(intent, by: caller.maker, at: now(), in: writer)
                    try ProposalRepository.settle(intent, of: id, leftBecause: reason, in: writer)
                    return reason
                }
            }
            for (action, reason) in zip(actions, reasons) {
                tell(action, by: caller, reason == nil ? .done : .refused(AdminError.Code.conflict.rawValue))
            }
        }
    }

    /// - Returns: why it was left as it is; `nil` when it was resolved.
    private static func disprove(
        _ proposed: ProposedIntent, by name: String, at now: Timestamp, in writer: any SQLWriter
    ) throws -> String? {
        guard let intent = try IntentRepository.find(proposed.intentID, of: proposed.tenantID, in: writer) else {
            return "it is gone"
        }
        guard intent.state == .unknown else { return "it is \(intent.state.rawValue) by now" }
        if let evidence = try EffectEvidence.find(of: intent, in: writer) { return "it had its effect: \(evidence)" }
        let freed = try BookRepository.withdrawn(by: intent, in: writer)?.currency
        try IntentRepository.disprove(intent, at: now, in: writer)
        if let freed {
            try WithdrawalRuleRepository.record(.credit(freed), by: name, of: intent.tenantID, at: now, in: writer)
        }
        return nil
    }

    static func view(of proposal: Proposal, in reader: any SQLReader) throws -> ProposalView {
        var view = ProposalView(proposal)
        if let progress = try ProposalRepository.progress(of: proposal.id, leftMax: leftMax, in: reader) {
            view.intents = ProposalView.Intents(
                waiting: progress.frozen, resolved: progress.resolved, leftCount: progress.leftCount,
                left: progress.left.map {
                    IntentsResolved.Refusal(intent: $0.intentID, reason: $0.reason)
                })
        }
        return view
    }
}

/// What a filter selects just now.
private struct UnknownIntents: Sendable {
    private(set) var resolvable: [ProposedIntent] = []
    private(set) var refused: [IntentsResolved.Refusal] = []
    private var sums: [CurrencyCode: Amount] = [:]
    private var payments = 0
    private var oldest: Timestamp?

    var count: Int { resolvable.count + refused.count }

    init(_ filter: IntentFilter, in reader: any SQLReader) throws {
        var filter = filter
        while true {
            let page = try IntentRepository.list(filter, in: reader)
            for intent in page { try add(intent, in: reader) }
            guard count <= AdminService.proposedIntentsMax else {
                throw AdminError(
                    .invalidRequest,
                    "one proposal has at most \(AdminService.proposedIntentsMax) of them: narrow the filters")
            }
            guard page.count == filter.limit else { return }
            filter.before = page.last?.id
        }
    }

    private mutating func add(_ intent: Intent, in reader: any SQLReader) throws {
        if let evidence = try EffectEvidence.find(of: intent, in: reader) {
            let reason = "it had its effect: \(evidence)"
            return refused.append(IntentsResolved.Refusal(intent: intent.id, reason: reason))
        }
        let funds = try BookRepository.withdrawn(by: intent, in: reader)
        resolvable.append(
            ProposedIntent(tenantID: intent.tenantID, intentID: intent.id, currency: funds?.currency))
        if intent.kind == .payment { payments += 1 }
        if let funds { sums[funds.currency] = try (sums[funds.currency] ?? .zero).adding(funds.amount) }
        oldest = min(oldest ?? intent.createdAt, intent.createdAt)
    }

    /// As the approver reads it.
    var lines: [String] {
        let withdrawals = resolvable.count - payments
        let since = oldest.map { ", the oldest of \($0)" } ?? ""
        let kinds = "withdrawals: \(withdrawals), payments: \(payments)"
        var lines = ["\(resolvable.count) intents (\(kinds))\(since): unknown -> no effect"]
        lines += sums.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key) of these withdrawals: held -> free" }
        if !refused.isEmpty { lines.append("\(refused.count) others had their effect, and are left as they are") }
        return lines
    }
}
