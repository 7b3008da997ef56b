import AdminAPI
import HTTPWire
import Policy

extension AdminClient {
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
