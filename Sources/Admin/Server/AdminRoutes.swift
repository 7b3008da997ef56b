import AdminAPI
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Policy
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

    let service: AdminService

    var all: [AdminRoute] {
        var routes: [AdminRoute] = []
        addTenants(to: &routes)
        addIntents(to: &routes)
        addLedger(to: &routes)
        addWithdrawals(to: &routes)
        addProposals(to: &routes)
        return routes
    }

    /// Each route admits the peer to its duty, reads the body, and answers with what the handler returns or its error.
    func router(for operators: OperatorGroups) -> Router<AdminRequestContext> {
        let router = Router(context: AdminRequestContext.self)
        let group = router.group("v1")
        for route in all {
            group.on(RouterPath(route.path), method: route.method) { request, context in
                try await Self.answering {
                    let peer = try await PeerCredentials.of(context.channel)
                    let name = "\(route.method.rawValue) \(route.path)"
                    let roles = try admit(peer, to: route.duty, called: name, of: operators)
                    let call = try await AdminCall(request, context, of: peer, as: roles, for: route.duty)
                    let answer = try await route.handle(call)
                    let isDeferred = (answer as? any DeferrableAnswer)?.isDeferred ?? false
                    return VerbHandler.Answer(
                        status: isDeferred ? 202 : 200, body: try MessageCoding.encode(answer))
                }
            }
        }
        for handler in service.handlers { add(handler, to: group, for: operators) }
        return router
    }

    private func add(
        _ handler: VerbHandler, to group: RouterGroup<AdminRequestContext>, for operators: OperatorGroups
    ) {
        let verb = handler.verb
        group.on(RouterPath(verb.path.routerPath), method: verb.method.httpMethod) { request, context in
            try await Self.answering {
                let peer = try await PeerCredentials.of(context.channel)
                let roles = try admit(peer, to: verb.duty, called: verb.name, of: operators)
                let call = try await AdminCall(request, context, of: peer, as: roles, for: verb.duty)
                return try await handler.answer(call.request(of: verb), call.caller)
            }
        }
    }

    /// A refusal's status and shape are the same whatever refused.
    private static func answering(_ answer: () async throws -> VerbHandler.Answer) async throws -> Response {
        do {
            let answer = try await answer()
            return response(answer.status, answer.body)
        } catch {
            let refusal = error as? AdminError ?? AdminError(describing: error)
            return response(refusal.httpStatus, try MessageCoding.encode(AdminErrorMessage(refusal)))
        }
    }

    /// The socket's mode says who may connect; this also holds for whoever did before the mode was set.
    private func admit(
        _ peer: PeerCredentials, to duty: OperatorDuty, called name: String, of operators: OperatorGroups
    ) throws(AdminError) -> Set<OperatorRole> {
        do throws(AdminError) {
            return try operators.admit(peer, to: duty)
        } catch {
            service.recordRefusal(of: name, to: peer.userName, error)
            throw error
        }
    }

    private func addTenants(to routes: inout [AdminRoute]) {
        routes.add(.get, "tenants", .reading) { call in
            try call.refuseQueries(except: "status", "credential", "since", "until", "after", "count")
            var query = AdminService.TenantQuery()
            (query.status, query.credential) = (call.query("status"), call.query("credential"))
            (query.span, query.after, query.count) = (call.span, call.query("after"), try call.count("count"))
            return try await service.listTenants(query, for: call.caller)
        }
        routes.add(.post, "tenants", .support) { try await service.createTenant($0.body(), for: $0.caller) }
        routes.add(.post, "tenant-imports", .support) { try await service.importTenants($0.body(), for: $0.caller) }
        routes.add(.get, "tenants/:tenant", .reading) { try await service.showTenant($0["tenant"], for: $0.caller) }
        routes.add(.post, "tenants/:tenant/suspend", .support) {
            try await service.setTenantStatus($0["tenant"], to: .suspended, for: $0.caller)
        }
        routes.add(.post, "tenants/:tenant/resume", .support) {
            try await service.setTenantStatus($0["tenant"], to: .active, for: $0.caller)
        }
        routes.add(.put, "tenants/:tenant/withdrawal-key", .treasury) {
            try await service.setWithdrawalKey(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        routes.add(.post, "tenants/:tenant/rotate-secret", .support) {
            try await service.rotateSecret(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        routes.add(.post, "tenants/:tenant/switch-signature", .support) {
            try await service.switchCallbackSignature(of: $0["tenant"], for: $0.caller)
        }
    }

    private func addIntents(to routes: inout [AdminRoute]) {
        routes.add(.get, "intents", .reading) { call in
            try call.refuseQueries(
                except: "tenant", "credential", "object", "state", "kind", "since", "until", "before", "count")
            var query = AdminService.IntentQuery()
            (query.tenant, query.credential) = (call.query("tenant"), call.query("credential"))
            query.object = call.query("object")
            (query.state, query.kind) = (call.query("state"), call.query("kind"))
            (query.span, query.before, query.count) = (call.span, call.query("before"), try call.count("count"))
            return try await service.listIntents(query, for: call.caller)
        }
        routes.add(.get, "intents/:intent", .reading) { try await service.showIntent($0["intent"], for: $0.caller) }
        routes.add(.get, "intent-preview", .reading) { call in
            let selection = IntentSelection(
                tenant: call.query("tenant"), credential: call.query("credential"), kind: call.query("kind"),
                state: call.query("state"), createdBefore: call.query("created_before"))
            return try await service.previewIntents(selection, for: call.caller)
        }
        routes.add(.post, "intent-resolutions", .treasury) {
            try await service.resolveIntents($0.body(), for: $0.caller)
        }
        routes.add(.post, "intents/:intent/resolve", .treasury) {
            try await service.resolveIntent($0["intent"], $0.body(), for: $0.caller)
        }
    }

    private static func response(_ status: Int, _ body: Data) -> Response {
        Response(
            status: HTTPResponse.Status(code: status), headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body + Data("\n".utf8))))
    }
}
