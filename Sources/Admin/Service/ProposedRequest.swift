import AdminAPI
import Policy

/// A verb that may need a second operator, with its request: kept with the proposal, and done when it is approved.
///
/// References are identifiers, so that a name that is given to another meanwhile cannot redirect it.
enum ProposedRequest: Codable, Sendable {
    case address(tenant: String, AddressChange)
    case allowList(tenant: String, ChangeAllowList)
    case commission(tenant: String, ChangeCommission)
    case holdDecision(intent: String, WithdrawalDecision)
    case ledgerAdjustment(owner: String, credential: String, LedgerAdjustment)
    case certificateAddition(CertificateReference)
    case certificateRemoval(CertificateReference)
    case credential(ChangeCredential)
    case credentialAddition(CreateCredential)
    case commissionPayout(credential: String, CommissionPayout)
    case intentResolution(intent: String, ResolveIntent)
    case intentResolutions(IntentSelection)
    case variance(credential: String, ReconcileRequest)
    case webhookSecretAddition(AddWebhookSecret)
    case webhookSecretRetirement(credential: String)
    case withdrawalKey(tenant: String, SetWithdrawalKey)
    case withdrawalLock(tenant: String, SetWithdrawalLock)
    case withdrawalLimits(tenant: String, ChangeWithdrawalLimits)

    /// Asks for it again, as it was asked for: `caller` is the approver, on behalf of the proposer.
    func perform(by service: AdminService, for caller: AdminCaller) async throws(AdminError) {
        switch self {
        case .address(let tenant, let request):
            _ = try await service.changeAddress(of: tenant, request, for: caller)
        case .allowList(let tenant, let request):
            _ = try await service.changeAllowList(of: tenant, request, for: caller)
        case .commission(let tenant, let request):
            _ = try await service.changeCommission(of: tenant, request, for: caller)
        case .holdDecision(let intent, let decision):
            _ = try await service.decideHold(of: intent, decision, for: caller)
        case .ledgerAdjustment(let owner, let credential, let request):
            _ = try await service.adjustLedger(of: owner, credential: credential, request, for: caller)
        case .certificateAddition(let request): _ = try await service.addCertificate(request, for: caller)
        case .certificateRemoval(let request): _ = try await service.removeCertificate(request, for: caller)
        case .credential(let request): _ = try await service.changeCredential(request, for: caller)
        case .credentialAddition(let request): _ = try await service.createCredential(request, for: caller)
        case .commissionPayout(let credential, let request):
            _ = try await service.payOutCommission(of: credential, request, for: caller)
        case .intentResolution(let intent, let request):
            _ = try await service.resolveIntent(intent, request, for: caller)
        case .intentResolutions(let selection):
            try await service.resolveProposed(selection, for: caller)
        case .variance(let credential, let request):
            _ = try await service.reconcile(credential, request, for: caller)
        case .webhookSecretAddition(let request): _ = try await service.addWebhookSecret(request, for: caller)
        case .webhookSecretRetirement(let credential):
            _ = try await service.retireWebhookSecrets(CredentialReference(credential), for: caller)
        case .withdrawalKey(let tenant, let request):
            _ = try await service.setWithdrawalKey(of: tenant, request, for: caller)
        case .withdrawalLock(let tenant, let request):
            _ = try await service.setWithdrawalLock(of: tenant, request, for: caller)
        case .withdrawalLimits(let tenant, let request):
            _ = try await service.changeWithdrawalLimits(of: tenant, request, for: caller)
        }
    }
}
