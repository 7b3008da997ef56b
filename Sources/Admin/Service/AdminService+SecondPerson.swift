import AdminAPI
import Policy
import Store

/// Nobody weakens a control or creates spendable money alone.
extension AdminService {
    /// Does it at once where it weakens nothing, where there can be no second person, or where one has approved it; else
    /// it becomes a proposal, and nothing changes.
    func change<Value: Codable & Sendable>(
        _ action: Action, by rule: SecondPersonRule, for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws(AdminError) -> ChangeResult<Value> {
        if let approved = caller.approving {
            let actions = [Action(ProposalVerbs.approve, tenant: action.tenantID), action]
            return .done(
                try await change(actions, for: caller) { [now] writer in
                    try Self.apply(approved, of: rule, for: caller, at: now(), in: writer)
                    return try job(writer)
                })
        }
        guard options.hasOperators else {
            return .done(try await change(action, for: caller, job))
        }
        try await recordRequests(of: [action], by: caller)
        let result = try await commit([action], for: caller) { writer -> ChangeResult<Value> in
            let weakened = try rule.weakening(writer)
            guard !weakened.isEmpty else { return .done(try job(writer)) }
            return .proposed(try propose(action, weakened, by: rule, for: caller, in: writer))
        }
        guard case .proposed(let proposal) = result else {
            try await announce([action], for: caller)
            return result
        }
        var proposed = action
        proposed.details += [("proposal", proposal.id.description), ("summary", proposal.summary)]
        tell(proposed, by: caller, .proposed)
        return result
    }

    private func propose(
        _ action: Action, _ weakened: [String], by rule: SecondPersonRule, for caller: AdminCaller,
        in writer: any SQLWriter
    ) throws -> ProposalView {
        let now = now()
        let proposal = Proposal(
            id: .make(at: now), tenantID: action.tenantID, verb: action.name,
            summary: weakened.joined(separator: "\n"), reason: caller.reason, createdAt: now,
            review: ProposalReview(
                proposer: caller.maker, duty: caller.duty, expiresAt: now.advanced(by: options.proposalLifetime)))
        let request = Secret(String(decoding: try MessageCoding.encode(rule.request), as: UTF8.self))
        let code = pepper.hash(request)
        try refuseEqual(to: code, of: action.tenantID, at: now, in: writer)
        try Self.refuseHeld(by: rule, of: action.tenantID, at: now, in: writer)
        try ProposalRepository.insert(
            proposal, request: request, code: code, arranging: rule.arranging, about: rule.intent, sealer: sealer,
            in: writer)
        try ProposalRepository.freeze(rule.intents, in: proposal.id, store: writer)
        return ProposalView(proposal)
    }

    /// Whoever asks again, unsure whether it was heard, is told where it waits. One whose time has run out is in nobody's
    /// way.
    private func refuseEqual(
        to code: [UInt8], of tenantID: TenantID?, at now: Timestamp, in writer: any SQLWriter
    ) throws {
        guard let equal = try ProposalRepository.waiting(withCode: code, of: tenantID, in: writer) else { return }
        var review = equal.review
        guard review.expire(at: now) else {
            throw AdminError(
                .conflict,
                """
                nothing was done: \(equal.id) by \(equal.review.proposer) asks for the same and waits; approve it, or \
                reject it before it is proposed anew
                """)
        }
        let decision = Proposal.Decision(by: ProposalRetention.gatewayName, at: now, reason: nil)
        _ = try ProposalRepository.settle(equal.id, review, decision, in: writer)
    }

    /// Of one intent one proposal waits, so that two of them never say different things of it.
    ///
    /// - Parameter own: the proposal that is being approved.
    private static func refuseHeld(
        by rule: SecondPersonRule, of tenantID: TenantID?, except own: ProposalID? = nil, at now: Timestamp,
        in writer: any SQLWriter
    ) throws {
        var intents = rule.intents
        if let intentID = rule.intent, let tenantID {
            intents.append(ProposedIntent(tenantID: tenantID, intentID: intentID, currency: nil))
        }
        guard let holder = try ProposalRepository.holding(anyOf: intents, except: own, at: now, in: writer) else {
            return
        }
        let what = rule.intent.map { "is about \($0), too" } ?? "has some of them"
        throw AdminError(.conflict, "nothing was done: \(holder) waits and \(what); decide about it first")
    }

    /// In the commit that does what was proposed: of two approvals at once one succeeds, and its verb is done once.
    private static func apply(
        _ approved: ApprovedProposal, of rule: SecondPersonRule, for caller: AdminCaller, at now: Timestamp,
        in writer: any SQLWriter
    ) throws {
        guard let proposal = try ProposalRepository.find(approved.id, in: writer) else {
            throw noSuchProposal("\(approved.id)")
        }
        var review = proposal.review
        try review.approve(by: caller.checker, as: caller.roles, at: now)
        try refuseHeld(by: rule, of: proposal.tenantID, except: approved.id, at: now, in: writer)
        let weakened = try rule.weakening(writer)
        let shown = proposal.summary.split(separator: "\n").map(String.init)
        guard weakened == shown else { throw staleness(of: shown, now: weakened) }
        let decision = Proposal.Decision(by: caller.user, at: now, reason: approved.approvalReason)
        guard try ProposalRepository.settle(approved.id, review, decision, in: writer) else {
            throw ProposalRefusal.decided(.applied)
        }
    }
}

extension AdminService {
    /// - Returns: what of a proposal's lines is not so any more, and what is so instead.
    private static func staleness(of shown: [String], now weakened: [String]) -> AdminError {
        let gone = shown.filter { !weakened.contains($0) }.joined(separator: "; ")
        let come = weakened.filter { !shown.contains($0) }.joined(separator: "; ")
        return AdminError(
            .conflict,
            """
            the state has changed since it was proposed. It was to do: \(gone.isEmpty ? "less" : gone). Now it would do: \
            \(come.isEmpty ? "nothing of that" : come). Reject it, and propose anew what is still meant
            """)
    }
}

extension ProposalView {
    init(_ proposal: Proposal, tenant: String? = nil) {
        self.init(
            id: proposal.id, verb: proposal.verb, tenantID: proposal.tenantID,
            tenant: tenant, summary: proposal.summary, proposer: proposal.review.proposer, reason: proposal.reason,
            createdAt: proposal.createdAt.description, expiresAt: proposal.review.expiresAt.description,
            state: proposal.review.state.rawValue, decidedAt: proposal.decision?.at.description,
            decidedBy: proposal.decision?.name, decisionReason: proposal.decision?.reason)
    }
}
