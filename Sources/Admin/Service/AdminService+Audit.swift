import AdminAPI
import AuditLog
import Policy

extension AdminService {
    /// What is done to what, as the audit log names it. Never carries a secret.
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
        audit.append(record(Action(verb), by: caller, result: "refused: \(refusal.code.rawValue)"))
    }

    func record(_ action: Action, by caller: AdminCaller, result: String) -> AuditRecord {
        var details = action.details
        if let reason = caller.reason { details.append(("reason", reason)) }
        if let approved = caller.approving {
            details += [("proposal", "\(approved.id)"), ("proposer", approved.proposer)]
            if let reason = approved.approvalReason { details.append(("approval_reason", reason)) }
        }
        if let principal = caller.onBehalfOf { details.append(("on_behalf_of", principal)) }
        return AuditRecord(
            kind: .admin, at: now(), requestID: nil, tenantID: action.tenantID, actor: caller.user, method: "ADMIN",
            path: action.name, status: nil, result: result, intentID: nil, upstreamID: nil,
            durationMicroseconds: nil, details: details)
    }
}
