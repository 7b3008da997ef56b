import AdminAPI
import Policy
import Store

extension AdminService {
    package func listApprovals(
        _ query: ListApprovals, for caller: AdminCaller
    ) async throws(AdminError) -> ApprovalList {
        var filter = ApprovalRepository.Filter(limit: try Self.pageCount(query.count))
        filter.tenantID = try await optionalTenant(query.tenant)
        filter.span = try span(since: query.since, until: query.until)
        if let text = query.id {
            filter.id = try await approval(text).id
            filter.state = .any
        }
        if let text = query.state {
            filter.state = text == "all" ? .any : .one(try Self.choice(text, "state"))
        }
        if let before = query.before { filter.before = try await approval(before).id }
        return try await ask(Action(WithdrawalVerbs.list, tenant: filter.tenantID), for: caller) { [filter] reader in
            let views = try ApprovalView.all(try ApprovalRepository.approvals(filter, in: reader), in: reader)
            return ApprovalList(approvals: views, next: views.count == filter.limit ? views.last?.id : nil)
        }
    }

    /// One operator's approval, under the name that the kernel vouches for: claims do not count.
    package func approve(_ text: String, for caller: AdminCaller) async throws(AdminError) -> ApprovalView {
        try await decide(text, WithdrawalVerbs.approve, for: caller) { [now] in
            try ApprovalRepository.approve($0, by: caller.checker, at: now(), in: $1)
        }
    }

    /// Any operator may: it only gives the tenant back what was held.
    package func reject(_ text: String, for caller: AdminCaller) async throws(AdminError) -> ApprovalView {
        let name = caller.onBehalfOf.map { "\(caller.user) for \($0)" } ?? caller.user
        return try await decide(text, WithdrawalVerbs.reject, for: caller) { [now] in
            try ApprovalRepository.reject($0, by: name, at: now(), in: $1)
        }
    }

    private func decide(
        _ text: String, _ verb: any VerbDescription, for caller: AdminCaller,
        _ job: @escaping @Sendable (WithdrawalApproval, any SQLWriter) throws -> Bool
    ) async throws(AdminError) -> ApprovalView {
        let asked = try await approval(text)
        let details = [
            ("approval", text), ("currency", asked.currency.description), ("amount", asked.amount.description),
            ("address", asked.address), ("memo", asked.memo ?? ""),
        ]
        let action = Action(verb, tenant: asked.tenantID, details)
        return try await change(action, for: caller) { [id = asked.id, now] writer in
            guard let approval = try ApprovalRepository.approvalForOperator(id, in: writer) else {
                throw Self.noSuchApproval(text)
            }
            guard try job(approval, writer), let decided = try ApprovalRepository.approvalForOperator(id, in: writer)
            else {
                throw AdminError(.conflict, "it is \(Self.word(for: approval, at: now())) already")
            }
            return try ApprovalView.one(decided, in: writer)
        }
    }

    /// One that is past its life may not have been swept yet.
    private static func word(for approval: WithdrawalApproval, at now: Timestamp) -> String {
        let isOpen = approval.state == .waiting || approval.state == .approved
        return (isOpen && approval.expiresAt <= now ? WithdrawalApproval.State.expired : approval.state).rawValue
    }

    private func approval(_ text: String) async throws(AdminError) -> WithdrawalApproval {
        guard let id = IntentID(text) else { throw Self.noSuchApproval(text) }
        let approval: WithdrawalApproval?
        do {
            approval = try await database.read { try ApprovalRepository.approvalForOperator(id, in: $0) }
        } catch {
            throw AdminError(describing: error)
        }
        guard let approval else { throw Self.noSuchApproval(text) }
        return approval
    }

    private static func noSuchApproval(_ text: String) -> AdminError {
        AdminError(.notFound, "there is no withdrawal \"\(text)\" to decide about")
    }
}

extension ApprovalView {
    /// Of one answer.
    private static let openMax = 500

    static func open(of tenantID: TenantID, in reader: any SQLReader) throws -> [ApprovalView] {
        try all(try ApprovalRepository.openApprovals(of: tenantID, limit: openMax, in: reader), in: reader)
    }

    static func all(_ approvals: [WithdrawalApproval], in reader: any SQLReader) throws -> [ApprovalView] {
        let names = try TenantRepository.tenantNames(of: approvals.map(\.tenantID), in: reader)
        return try approvals.map { try ApprovalView($0, tenant: names[$0.tenantID], in: reader) }
    }

    static func one(_ approval: WithdrawalApproval, in reader: any SQLReader) throws -> ApprovalView {
        guard let view = try all([approval], in: reader).first else { preconditionFailure("one for each") }
        return view
    }

    private init(_ approval: WithdrawalApproval, tenant: String?, in reader: any SQLReader) throws {
        let duties = try ApprovalRepository.duties(on: approval, in: reader)
        self.init(
            id: approval.id, tenantID: approval.tenantID,
            tenant: tenant ?? approval.tenantID.description, currency: approval.currency.description,
            amount: approval.amount, address: approval.address,
            memo: approval.memo, state: approval.state.rawValue, createdAt: approval.createdAt.description,
            expiresAt: approval.expiresAt.description, decidedBy: approval.decidedBy, approvedBy: duties.approvers,
            approvalsMissing: duties.approvalsMissing)
    }
}
