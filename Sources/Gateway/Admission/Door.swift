import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Transport

/// The way in: what a request is about, who sends it, and whether it may go on now. Nothing waits here, and nothing of it
/// has an effect on anything but the tenant's own limits.
struct Door: Sendable {
    let settings: GatewaySettings
    let directory: TenantDirectory
    let upstreams: UpstreamRegistry
    let authenticator: Authenticator
    let admission: AdmissionControl
    let keyUses: KeyUses
    let logger: Logger

    /// A request that goes on.
    enum Admitted {
        case own(Route.OwnWork, PathParameters)
        case mirror(Route.MirrorWork, PathParameters, TenantCall)
        case upstream(Route.UpstreamWork, TenantCall, Upstream)
    }

    /// - Returns: a tenant's call has entered its meter, and must leave it.
    func admit(_ request: ServerRequest, _ exchange: inout Exchange) throws(GatewayError) -> Admitted {
        let (route, parameters) = try self.route(request.head, &exchange)
        switch route.work {
        case .own(let work): return .own(work, parameters)
        case .mirror(let work): return .mirror(work, parameters, try admit(request, to: route, &exchange))
        case .upstream(let work):
            let call = try admit(request, to: route, &exchange)
            do throws(GatewayError) { return .upstream(work, call, try upstream(of: call.tenant)) } catch {
                call.meter.leave()
                throw error
            }
        }
    }

    private func admit(
        _ request: ServerRequest, to route: Route, _ exchange: inout Exchange
    ) throws(GatewayError) -> TenantCall {
        let caller = try authenticate(request, &exchange)
        let tenant = caller.principal.tenant
        exchange.isAuthenticated = true
        exchange.tenantID = tenant.id
        exchange.actor = caller.principal.actor
        try requireNetwork(of: caller.principal, request)
        try requireCertificate(of: tenant, request)
        if let use = caller.principal.useToNote(at: exchange.startedAt) { keyUses.note(use) }
        try authorize(caller.principal, scope: route.scope)
        try enter(caller, route, &exchange)
        return TenantCall(route: route, caller: caller)
    }

    private func route(
        _ head: RequestHead, _ exchange: inout Exchange
    ) throws(GatewayError) -> (Route, PathParameters) {
        switch RouteMatch(method: head.method.name, path: head.path) {
        case .route(let route, let parameters):
            exchange.route = route
            exchange.path = route.template
            return (route, parameters)
        case .methodNotAllowed(let allow):
            exchange.path = AuditedPath.text(of: head.path)
            exchange.fields.append("Allow", allow)
            throw GatewayError(
                status: 405, code: .methodNotAllowed, origin: .client, isRetrySafe: true,
                message: "Method \"\(head.method.name)\" not allowed.")
        case .notFound:
            exchange.path = AuditedPath.text(of: head.path)
            throw .notFound()
        }
    }

    /// The connection's last caller, when this is the same credential and nothing changed; else the credential decides.
    private func authenticate(
        _ request: ServerRequest, _ exchange: inout Exchange
    ) throws(GatewayError) -> KnownCaller {
        let now = exchange.startedAt
        let snapshot = directory.current
        let authorization = request.head.fields.bytes(of: "authorization")
        if let authorization, let known = request.connectionMemory as? KnownCaller,
            known.isBehind(authorization, in: snapshot, under: settings, now: now)
        {
            return known
        }
        let principal: Principal
        do throws(GatewayError) {
            principal = try authenticator.authenticate(request.head, in: snapshot, now: now)
        } catch {
            exchange.claimed = authenticator.claim(of: request.head)
            exchange.refusal = error.reason
            throw error
        }
        let caller = KnownCaller(
            principal: principal, authorization: authorization ?? ByteBufferView(), directory: snapshot,
            meter: admission.meter(of: principal.tenant.id), settings: settings)
        request.connectionMemory = caller
        return caller
    }

    /// A stolen key is of no use from elsewhere. Asked for each request, as several clients may share a connection.
    private func requireNetwork(of principal: Principal, _ request: ServerRequest) throws(GatewayError) {
        guard !principal.mayCall(from: request.addresses.origin) else { return }
        logger.warning(
            "an API key was used from outside its networks",
            metadata: [
                "tenant": "\(principal.tenant.id)", "key": "\(principal.actor)",
                "address": "\(request.addresses.origin ?? "-")",
            ])
        throw GatewayError(
            status: 403, code: .forbidden, origin: .client, isRetrySafe: true,
            message: "This API key cannot be used from this address.",
            reason: "key \(principal.actor) from \(request.addresses.origin ?? "no address")")
    }

    /// RFC 8705: a stolen token or key is of no use without the tenant's certificate.
    private func requireCertificate(of tenant: Tenant, _ request: ServerRequest) throws(GatewayError) {
        guard !CertificateBinding.allow(request.clientCertificate, tenant.certificates) else { return }
        let shown = request.clientCertificate == nil ? "no client certificate" : "another client certificate"
        logger.warning(
            "a tenant was used without its client certificate",
            metadata: [
                "tenant": "\(tenant.id)", "shown": "\(shown)", "address": "\(request.addresses.origin ?? "-")",
            ])
        throw GatewayError(
            status: 403, code: .forbidden, origin: .client, isRetrySafe: true,
            message: "This account can only be used over a connection with its registered client certificate.",
            reason: "tenant \(tenant.id): \(shown)")
    }

    private func authorize(_ principal: Principal, scope: Scopes) throws(GatewayError) {
        guard principal.scopes.contains(scope) else {
            throw .insufficientPermissions("This call needs the scope \"\(scope)\".")
        }
    }

    /// Whoever is let in must leave by the caller's meter.
    private func enter(_ caller: KnownCaller, _ route: Route, _ exchange: inout Exchange) throws(GatewayError) {
        let applied = caller.applied(route.limitClass)
        let verdict = admission.enter(
            caller.meter, limit: applied.limit, setting: applied.setting, nowNanoseconds: exchange.startedNanoseconds)
        let decision: RateLimitDecision
        switch verdict {
        case .tooManyAtOnce:
            throw .rateLimitExceeded(retryAfterSeconds: 1, reason: "too many requests at once")
        case .admitted(let admitted): decision = admitted
        case .limited(let limited): decision = limited
        }
        exchange.fields.append("RateLimit-Policy", applied.policyFieldValue)
        exchange.fields.append("RateLimit") { decision.appendFieldValue(for: applied.limit, to: &$0) }
        guard decision.isAllowed else {
            throw .rateLimitExceeded(
                retryAfterSeconds: decision.retryAfterSeconds, reason: "tenant limit \(applied.limit)")
        }
    }

    private func upstream(of tenant: Tenant) throws(GatewayError) -> Upstream {
        guard let upstream = upstreams.upstream(of: tenant.accountID) else {
            throw .serviceUnavailable(
                origin: .gateway, reason: "account \(tenant.accountID) is disabled or unusable",
                retryAfterSeconds: 60)
        }
        return upstream
    }
}

/// A tenant's request that was let in.
struct TenantCall: Sendable {
    let route: Route
    let caller: KnownCaller

    var principal: Principal { caller.principal }
    var tenant: Tenant { caller.principal.tenant }
    var meter: TenantMeter { caller.meter }
}
