import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Store

/// The admin API's paths. Each handler names one action of the service and nothing else.
struct AdminRoutes: Sendable {
    /// A request of an operator; the longest holds three secrets of 4 KiB.
    static let bodyBytesMax = 64 << 10
    static let reasonField = HTTPField.Name(reasonFieldName)
    static let onBehalfOfField = HTTPField.Name(onBehalfOfFieldName)
    /// Percent-encoded, as a reason may be in any language.
    static let reasonFieldName = "Fusegate-Reason"
    static let onBehalfOfFieldName = "Fusegate-On-Behalf-Of"

    typealias Handle = @Sendable (AdminCall) async throws -> any Encodable & Sendable

    let service: AdminService
    let operatorGroupID: UInt32?

    func router() -> Router<AdminRequestContext> {
        let router = Router(context: AdminRequestContext.self)
        let group = router.group("v1")
        route(.get, "status", in: group) { await service.status(for: $0.caller) }
        route(.post, "reload", in: group) { try await service.reloadConfiguration(for: $0.caller) }
        addCredentials(to: group)
        addTenants(to: group)
        addKeysAndEndpoints(to: group)
        addCertificates(to: group)
        addLimits(to: group)
        addDeliveries(to: group)
        addIntents(to: group)
        addLedger(to: group)
        addWithdrawals(to: group)
        return router
    }

    private func addCredentials(to group: RouterGroup<AdminRequestContext>) {
        route(.get, "credentials", in: group) { try await service.listCredentials(for: $0.caller) }
        route(.post, "credentials", in: group) { try await service.createCredential($0.body(), for: $0.caller) }
        route(.post, "credentials/:credential/disable", in: group) {
            try await service.setCredentialDisabled($0["credential"], true, for: $0.caller)
        }
        route(.post, "credentials/:credential/enable", in: group) {
            try await service.setCredentialDisabled($0["credential"], false, for: $0.caller)
        }
        route(.patch, "credentials/:credential/dialect", in: group) {
            try await service.setDialect($0.body(), of: $0["credential"], for: $0.caller)
        }
        route(.put, "credentials/:credential/upstream-fee", in: group) {
            try await service.setUpstreamFee($0.body(), of: $0["credential"], for: $0.caller)
        }
        route(.post, "credentials/:credential/webhook-secrets", in: group) {
            try await service.addWebhookSecret($0.body(), to: $0["credential"], for: $0.caller)
        }
        route(.post, "credentials/:credential/webhook-secrets/retire", in: group) {
            try await service.retireWebhookSecrets(of: $0["credential"], for: $0.caller)
        }
    }

    private func addTenants(to group: RouterGroup<AdminRequestContext>) {
        route(.get, "tenants", in: group) {
            try await service.listTenants(after: $0.query("after"), count: $0.count("count"), for: $0.caller)
        }
        route(.post, "tenants", in: group) { try await service.createTenant($0.body(), for: $0.caller) }
        route(.post, "tenant-imports", in: group) { try await service.importTenants($0.body(), for: $0.caller) }
        route(.get, "tenants/:tenant", in: group) { try await service.showTenant($0["tenant"], for: $0.caller) }
        route(.post, "tenants/:tenant/suspend", in: group) {
            try await service.setTenantStatus($0["tenant"], to: .suspended, for: $0.caller)
        }
        route(.post, "tenants/:tenant/resume", in: group) {
            try await service.setTenantStatus($0["tenant"], to: .active, for: $0.caller)
        }
        route(.put, "tenants/:tenant/withdrawal-key", in: group) {
            try await service.setWithdrawalKey(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        route(.post, "tenants/:tenant/rotate-secret", in: group) {
            try await service.rotateSecret(of: $0["tenant"], $0.body(), for: $0.caller)
        }
    }

    private func addKeysAndEndpoints(to group: RouterGroup<AdminRequestContext>) {
        route(.get, "tenants/:tenant/keys", in: group) { try await service.listKeys(of: $0["tenant"], for: $0.caller) }
        route(.post, "tenants/:tenant/keys", in: group) {
            try await service.createKey(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        route(.post, "tenants/:tenant/keys/:key/revoke", in: group) {
            try await service.revokeKey($0["key"], of: $0["tenant"], for: $0.caller)
        }
        route(.get, "tenants/:tenant/endpoints", in: group) {
            try await service.listEndpoints(of: $0["tenant"], for: $0.caller)
        }
        route(.post, "tenants/:tenant/endpoints", in: group) {
            try await service.addEndpoint(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        route(.delete, "tenants/:tenant/endpoints/:endpoint", in: group) {
            try await service.removeEndpoint($0["endpoint"], of: $0["tenant"], for: $0.caller)
        }
    }

    private func addCertificates(to group: RouterGroup<AdminRequestContext>) {
        route(.get, "tenants/:tenant/certificates", in: group) {
            try await service.listCertificates(of: $0["tenant"], for: $0.caller)
        }
        route(.post, "tenants/:tenant/certificates", in: group) {
            try await service.addCertificate(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        route(.post, "tenants/:tenant/certificates/remove", in: group) {
            try await service.removeCertificate(of: $0["tenant"], $0.body(), for: $0.caller)
        }
    }

    private func addLimits(to group: RouterGroup<AdminRequestContext>) {
        route(.get, "tenants/:tenant/limits", in: group) {
            try await service.showLimits(of: $0["tenant"], for: $0.caller)
        }
        route(.put, "tenants/:tenant/limits/:class", in: group) {
            try await service.setLimit(of: $0["tenant"], $0["class"], $0.body(), for: $0.caller)
        }
    }

    private func addDeliveries(to group: RouterGroup<AdminRequestContext>) {
        route(.get, "deliveries", in: group) { call in
            let query = AdminService.DeliveryQuery(
                tenant: call.query("tenant"), status: call.query("status"), before: call.query("before"),
                count: try call.count("count"))
            return try await service.listDeliveries(query, for: call.caller)
        }
        route(.get, "deliveries/:delivery", in: group) {
            try await service.showDelivery($0["delivery"], for: $0.caller)
        }
        route(.post, "deliveries/:delivery/retry", in: group) {
            try await service.retryDelivery($0["delivery"], for: $0.caller)
        }
    }

    private func addIntents(to group: RouterGroup<AdminRequestContext>) {
        route(.get, "intents", in: group) { call in
            let query = AdminService.IntentQuery(
                tenant: call.query("tenant"), state: call.query("state"), before: call.query("before"),
                count: try call.count("count"))
            return try await service.listIntents(query, for: call.caller)
        }
        route(.get, "intents/:intent", in: group) { try await service.showIntent($0["intent"], for: $0.caller) }
        route(.post, "intents/:intent/resolve", in: group) {
            try await service.resolveIntent($0["intent"], $0.body(), for: $0.caller)
        }
    }

    /// Admits the peer, reads the body, answers with what `handle` returns or with its error.
    func route(
        _ method: HTTPRequest.Method, _ path: RouterPath, in group: RouterGroup<AdminRequestContext>,
        _ handle: @escaping Handle
    ) {
        group.on(path, method: method) { request, context in
            do {
                let call = try await AdminCall(request, context, operatorGroupID: operatorGroupID)
                return try Self.response(200, AdminJSON.encode(try await handle(call)))
            } catch {
                let refusal = error as? AdminError ?? AdminError(describing: error)
                return try Self.response(refusal.httpStatus, AdminJSON.encode(AdminErrorMessage(refusal)))
            }
        }
    }

    private static func response(_ status: Int, _ body: Data) throws -> Response {
        Response(
            status: HTTPResponse.Status(code: status), headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body + Data("\n".utf8))))
    }
}
