import AdminAPI
import HTTPWire
import Policy

extension AdminClient {
    package func status() async throws(AdminError) -> GatewayStatus { try await get(["status"]) }

    package func reload() async throws(AdminError) -> ConfigurationReloaded {
        try await send(.post, ["reload"], Empty())
    }

    package func listCredentials() async throws(AdminError) -> CredentialList { try await get(["credentials"]) }

    package func createCredential(
        _ request: CreateCredential
    ) async throws(AdminError) -> ChangeResult<CredentialAdded> {
        try await send(.post, ["credentials"], request)
    }

    package func setCredential(_ credential: String, disabled: Bool) async throws(AdminError) -> CredentialView {
        try await send(.post, ["credentials", credential, disabled ? "disable" : "enable"], Empty())
    }

    package func setUpstreamFee(
        _ setting: SetUpstreamFee, of credential: String
    ) async throws(AdminError) -> ChangeResult<Changed<CredentialView>> {
        try await send(.put, ["credentials", credential, "upstream-fee"], setting)
    }

    package func changeDialect(
        _ change: ChangeDialect, of credential: String
    ) async throws(AdminError) -> Changed<CredentialView> {
        try await send(.patch, ["credentials", credential, "dialect"], change)
    }

    package func replaceClientSecret(
        _ request: ReplaceClientSecret, of credential: String
    ) async throws(AdminError) -> ClientSecretReplaced {
        try await send(.put, ["credentials", credential, "client-secret"], request)
    }

    package func addWebhookSecret(
        _ secret: String, to credential: String
    ) async throws(AdminError) -> ChangeResult<CredentialView> {
        try await send(
            .post, ["credentials", credential, "webhook-secrets"], AddWebhookSecret(webhookSecret: secret))
    }

    package func retireWebhookSecrets(of credential: String) async throws(AdminError) -> ChangeResult<CredentialView> {
        try await send(.post, ["credentials", credential, "webhook-secrets", "retire"], Empty())
    }

    package func listTenants(
        status: String? = nil, credential: String? = nil, since: String? = nil, until: String? = nil,
        after: String? = nil, count: Int
    ) async throws(AdminError) -> TenantPage {
        try await get(
            ["tenants"],
            query: [
                ("status", status), ("credential", credential), ("since", since), ("until", until), ("after", after),
                ("count", String(count)),
            ])
    }

    package func createTenant(_ request: CreateTenant) async throws(AdminError) -> TenantCreated {
        try await send(.post, ["tenants"], request)
    }

    package func importTenants(_ request: ImportTenants) async throws(AdminError) -> TenantsImported {
        try await send(.post, ["tenant-imports"], request)
    }

    package func showTenant(_ tenant: String) async throws(AdminError) -> TenantDetail {
        try await get(["tenants", tenant])
    }

    package func suspendTenant(_ tenant: String) async throws(AdminError) -> TenantSummary {
        try await send(.post, ["tenants", tenant, "suspend"], Empty())
    }

    package func resumeTenant(_ tenant: String) async throws(AdminError) -> TenantSummary {
        try await send(.post, ["tenants", tenant, "resume"], Empty())
    }

    package func setWithdrawalKey(
        of tenant: String, required: Bool
    ) async throws(AdminError) -> ChangeResult<TenantSummary> {
        try await send(.put, ["tenants", tenant, "withdrawal-key"], SetWithdrawalKey(required: required))
    }

    package func rotateSecret(
        of tenant: String, _ request: RotateSecret
    ) async throws(AdminError) -> SecretRotated {
        try await send(.post, ["tenants", tenant, "rotate-secret"], request)
    }

    package func switchCallbackSignature(of tenant: String) async throws(AdminError) -> TenantDetail {
        try await send(.post, ["tenants", tenant, "switch-signature"], Empty())
    }

    package func listCertificates(of tenant: String) async throws(AdminError) -> CertificateList {
        try await get(["tenants", tenant, "certificates"])
    }

    package func addCertificate(_ binding: String, of tenant: String) async throws(AdminError) -> ChangeResult<
        CertificateList
    > {
        try await send(.post, ["tenants", tenant, "certificates"], CertificateReference(binding: binding))
    }

    package func removeCertificate(_ binding: String, of tenant: String) async throws(AdminError) -> ChangeResult<
        CertificateList
    > {
        try await send(.post, ["tenants", tenant, "certificates", "remove"], CertificateReference(binding: binding))
    }

    package func showLimits(of tenant: String) async throws(AdminError) -> LimitList {
        try await get(["tenants", tenant, "limits"])
    }

    package func changeLimit(
        _ change: ChangeLimit, limitClass: String, of tenant: String
    ) async throws(AdminError) -> Changed<LimitList> {
        try await send(.patch, ["tenants", tenant, "limits", limitClass], change)
    }

    package func listDeliveries(_ filter: ListFilter) async throws(AdminError) -> DeliveryList {
        try await get(["deliveries"], query: filter.query(state: "status"))
    }

    package func find(
        _ name: String, of tenant: String?, isDeep: Bool = false
    ) async throws(AdminError) -> FoundObjects {
        try await get(
            ["find"], query: [("id", name), ("tenant", tenant), ("deep", isDeep ? "true" : nil)],
            deadlines: Self.patientDeadlines)
    }

    package func showDelivery(_ delivery: String) async throws(AdminError) -> DeliveryDetailView {
        try await get(["deliveries", delivery])
    }

    package func retryDelivery(_ delivery: String) async throws(AdminError) -> DeliveryView {
        try await send(.post, ["deliveries", delivery, "retry"], Empty())
    }

    package func listIntents(_ filter: ListFilter) async throws(AdminError) -> IntentList {
        try await get(["intents"], query: filter.query())
    }

    package func showIntent(_ intent: String) async throws(AdminError) -> IntentDetailView {
        try await get(["intents", intent])
    }

    package func previewIntents(_ selection: IntentSelection) async throws(AdminError) -> IntentPreview {
        try await get(
            ["intent-preview"],
            query: [
                ("tenant", selection.tenant), ("credential", selection.credential), ("kind", selection.kind),
                ("state", selection.state), ("created_before", selection.createdBefore),
            ])
    }

    /// One batch, each of whose intents is a commit: give it time.
    package func resolveIntents(
        _ request: ResolveIntents
    ) async throws(AdminError) -> ChangeResult<IntentsResolved> {
        try await send(.post, ["intent-resolutions"], request, deadlines: Self.patientDeadlines)
    }

    package func resolveIntent(
        _ intent: String, _ request: ResolveIntent
    ) async throws(AdminError) -> ChangeResult<IntentDetailView> {
        try await send(.post, ["intents", intent, "resolve"], request)
    }
}
