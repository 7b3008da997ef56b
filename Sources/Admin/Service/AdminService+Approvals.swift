import Policy
import Store

extension AdminService {
    package func listApprovals(
        of reference: String?, for caller: AdminCaller
    ) async throws(AdminError) -> ApprovalList {
        var id: TenantID?
        if let reference { id = try await tenant(reference) }
        return try await ask(Action("withdrawal list", tenant: id), for: caller) { [id] reader in
            ApprovalList(approvals: try ApprovalView.open(of: id, in: reader))
        }
    }

    /// One operator's approval, under the name that the kernel vouches for: claims do not count.
    package func approve(_ text: String, for caller: AdminCaller) async throws(AdminError) -> ApprovalView {
        try await decide(text, "withdrawal approve", for: caller) { [now] in
            try LedgerRepository.approve($0, by: caller.checker, at: now(), in: $1)
        }
    }

    /// Any operator may: it only gives the tenant back what was held.
    package func reject(_ text: String, for caller: AdminCaller) async throws(AdminError) -> ApprovalView {
        let name = caller.onBehalfOf.map { "\(caller.user) for \($0)" } ?? caller.user
        return try await decide(text, "withdrawal reject", for: caller) { [now] in
            try LedgerRepository.reject($0, by: name, at: now(), in: $1)
        }
    }

    private func decide(
        _ text: String, _ name: String, for caller: AdminCaller,
        _ job: @escaping @Sendable (WithdrawalApproval, any SQLWriter) throws -> Bool
    ) async throws(AdminError) -> ApprovalView {
        let asked = try await approval(text)
        let details = [
            ("approval", text), ("currency", asked.currency.description), ("amount", asked.amount.description),
            ("address", asked.address), ("memo", asked.memo ?? ""),
        ]
        let action = Action(name, tenant: asked.tenantID, details)
        return try await change(action, for: caller, reloading: false) { [id = asked.id, now] writer in
            guard let approval = try LedgerRepository.approvalForOperator(id, in: writer) else {
                throw Self.noSuchApproval(text)
            }
            guard try job(approval, writer), let decided = try LedgerRepository.approvalForOperator(id, in: writer)
            else {
                throw AdminError(.conflict, "it is \(Self.word(for: approval, at: now())) already")
            }
            return try ApprovalView(decided, in: writer)
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
            approval = try await database.read { try LedgerRepository.approvalForOperator(id, in: $0) }
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

    static func open(of tenantID: TenantID?, in reader: any SQLReader) throws -> [ApprovalView] {
        try LedgerRepository.openApprovals(of: tenantID, limit: openMax, in: reader).map {
            try ApprovalView($0, in: reader)
        }
    }

    init(_ approval: WithdrawalApproval, in reader: any SQLReader) throws {
        let duties = try LedgerRepository.duties(on: approval, in: reader)
        self.init(
            id: approval.id.description, tenantID: approval.tenantID.description,
            currency: approval.currency.description, amount: approval.amount.description, address: approval.address,
            memo: approval.memo, state: approval.state.rawValue, createdAt: approval.createdAt.description,
            expiresAt: approval.expiresAt.description, decidedBy: approval.decidedBy, approvedBy: duties.approvers,
            approvalsMissing: duties.approvalsMissing)
    }
}
