import AdminAPI
import AuditLog
import Policy

extension AdminService {
    /// What is done to what, as its report names it. Never carries a secret.
    struct Action: Sendable {
        let name: String
        let effect: VerbEffect
        var tenantID: TenantID?
        var details: [(String, String)]

        init(_ verb: any VerbDescription, tenant: TenantID? = nil, _ details: [(String, String)] = []) {
            name = verb.name
            effect = verb.effect
            tenantID = tenant
            self.details = details
        }

        /// What the gateway does by itself.
        init(ownAct name: String, tenant: TenantID? = nil, _ details: [(String, String)] = []) {
            self.name = name
            effect = .changes
            self.tenantID = tenant
            self.details = details
        }
    }

    /// Of a caller who never got as far as the verb.
    func recordRefusal(of verb: any VerbDescription, to user: String, _ refusal: AdminError) {
        let caller = AdminCaller(user: user, isShared: false, roles: [])
        tell(Action(verb), by: caller, .refused(refusal.code.rawValue))
    }

    /// Of an action that is over.
    func tell(_ action: Action, by caller: AdminCaller, _ stage: ActionReport.Stage) {
        reports.tell(report(action, by: caller, stage))
    }

    func report(_ action: Action, by caller: AdminCaller, _ stage: ActionReport.Stage) -> ActionReport {
        var details = action.details
        if let reason = caller.reason { details.append(("reason", reason)) }
        if let approved = caller.approving {
            details += [("proposal", "\(approved.id)"), ("proposer", approved.proposer)]
            if let reason = approved.approvalReason { details.append(("approval_reason", reason)) }
        }
        if let principal = caller.onBehalfOf { details.append(("on_behalf_of", principal)) }
        return ActionReport(
            at: now(), name: action.name, actor: caller.user, tenantID: action.tenantID, stage: stage,
            details: details.map { (name: $0.0, value: $0.1) })
    }
}
