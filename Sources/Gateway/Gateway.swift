import Threading
import AuditLog
import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Transport
import Webhooks

/// The request path. `answer(_:_:)` reads from top to bottom as a request goes: route, authenticate, scope, admit,
/// then the work of the route.
package final class Gateway: RequestHandler {
    let settings: GatewaySettings
    let directory: TenantDirectory
    let upstreams: UpstreamRegistry
    let audit: any AuditTrail
    let scheduler: any Scheduler
    let journal: EffectJournal
    let currencies: LearntCurrencies
    let logger: Logger
    private let authenticator: Authenticator
    private let tokenEndpoint: TokenEndpoint
    private let admission: AdmissionControl
    private let intake: WebhookIntake
    private let requestIDs = RequestIDSource()
    private let readiness: Readiness
    private let keyUses: KeyUses
    private let refusals: RefusalRecorder
    private let pausedCurrencies: PausedCurrencies

    package init(
        settings: GatewaySettings, directory: TenantDirectory, upstreams: UpstreamRegistry, secrets: InstanceSecrets,
        admission: AdmissionControl, database: any Database, audit: any AuditTrail, intake: WebhookIntake,
        readiness: Readiness, keyUses: KeyUses, refusals: RefusalRecorder, scheduler: any Scheduler, logger: Logger
    ) {
        self.settings = settings
        self.directory = directory
        self.upstreams = upstreams
        self.audit = audit
        self.scheduler = scheduler
        self.journal = EffectJournal(database: database)
        currencies = LearntCurrencies(database: database, logger: logger)
        self.logger = logger
        self.admission = admission
        self.intake = intake
        self.readiness = readiness
        self.keyUses = keyUses
        self.refusals = refusals
        pausedCurrencies = PausedCurrencies(database: database, scheduler: scheduler)
        let codec = AccessTokenCodec(signingKey: secrets.tokenSigningKey)
        authenticator = Authenticator(codec: codec, pepper: secrets.pepper)
        tokenEndpoint = TokenEndpoint(codec: codec, pepper: secrets.pepper, lifetime: settings.tokenLifetime)
    }

    package func respond(to request: ServerRequest) async -> ServerResponse {
        let now = scheduler.now()
        var exchange = Exchange(
            requestID: requestIDs.next(at: now), startedAt: now, startedNanoseconds: scheduler.monotonicNanoseconds(),
            method: request.head.method.name, addresses: request.addresses)
        let answer = await answer(request, &exchange)
        let record = exchange.auditRecord(of: answer, nowNanoseconds: scheduler.monotonicNanoseconds())
        if exchange.intentID != nil {
            await keepDurably(record)
        } else if let kind = exchange.countedKind(of: answer) {
            refusals.note(kind, record, sample: exchange.claimed)
        } else {
            keep(record)
        }
        if let error = answer.error, error.origin != .client { log(error, exchange) }
        return response(answer, exchange)
    }

    package func respond(toMalformed error: WireError, from addresses: PeerAddresses) -> ServerResponse {
        let now = scheduler.now()
        refusals.note(
            RefusalCounts.Kind(
                address: addresses.origin, route: Self.malformedRoute, status: error.status,
                outcome: ErrorCode.invalidRequest.rawValue, reason: error.reason),
            AuditRecord(
                kind: .request, at: now, requestID: requestIDs.next(at: now), path: Self.malformedRoute,
                status: error.status, outcome: ErrorCode.invalidRequest.rawValue, details: [("reason", error.reason)],
                peer: addresses.peer, client: addresses.client), sample: nil)
        let answer = Answer(
            .invalidRequest("The request is not acceptable HTTP: \(error.reason).", status: error.status))
        var response = ServerResponse(status: answer.status, fields: answer.fields, body: answer.body)
        response.fields.append("Content-Type", "application/json")
        response.closesConnection = true
        return response
    }

    private func answer(_ request: ServerRequest, _ exchange: inout Exchange) async -> Answer {
        do throws(GatewayError) {
            let route = try self.route(request.head, &exchange)
            guard let scope = route.scope else { return try await answerOwn(route, request, &exchange) }
            let caller = try authenticate(request, &exchange)
            let tenant = caller.principal.tenant
            exchange.isAuthenticated = true
            exchange.tenantID = tenant.id
            exchange.actor = caller.principal.actor
            try requireNetwork(of: caller.principal, request)
            try requireCertificate(of: tenant, request)
            if let use = caller.principal.useToNote(at: exchange.startedAt) { keyUses.note(use) }
            try authorize(caller.principal, scope: scope)
            try admit(caller, route, &exchange)
            defer { caller.meter.leave() }
            if route.work == .mirror { return try await answerFromMirror(route, request, tenant, &exchange) }
            let upstream = try upstream(of: tenant)
            switch route.work {
            case .own, .mirror: preconditionFailure("answered above")
            case .account where route == .balances && tenant.binding == .pooled:
                return try await answerPooledBalances(tenant, upstream)
            case .account where tenant.binding == .pooled:
                return try await estimate(request, tenant, to: upstream)
            case .catalogue, .account:
                guard let lifetime = settings.catalogue[route] else {
                    return try await relay(route, request, tenant, to: upstream)
                }
                return try await answerFromCatalogue(route, request, upstream, lifetime: lifetime)
            case .object: return try await answerObject(request, tenant, upstream, &exchange)
            case .effect: return try await answerEffect(route, request, caller.principal, upstream, &exchange)
            }
        } catch {
            return Answer(error)
        }
    }

    /// What stands for the route of bytes that are no request.
    private static let malformedRoute = "malformed"

    // MARK: Phases

    private func route(_ head: RequestHead, _ exchange: inout Exchange) throws(GatewayError) -> Route {
        switch RouteMatch(method: head.method.name, path: head.path) {
        case .route(let route):
            exchange.route = route
            exchange.path = route.template
            return route
        case .webhook:
            exchange.route = .cryptofuseWebhook
            exchange.path = Route.cryptofuseWebhook.template
            return .cryptofuseWebhook
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

    private func admit(_ caller: KnownCaller, _ route: Route, _ exchange: inout Exchange) throws(GatewayError) {
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
        guard let upstream = upstreams.upstream(of: tenant.credentialID) else {
            throw .serviceUnavailable(
                origin: .gateway, reason: "credential \(tenant.credentialID) is disabled or unusable",
                retryAfterSeconds: 60)
        }
        return upstream
    }

    // MARK: The gateway's own routes

    private func answerOwn(
        _ route: Route, _ request: ServerRequest, _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        switch route {
        case .token: return try await answerToken(request, &exchange)
        case .cryptofuseWebhook: return try await answerWebhook(request, &exchange)
        default: return await answerStatus()
        }
    }

    private func answerToken(
        _ request: ServerRequest, _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        let body = try await readBody(request, maxBytes: TokenEndpoint.bodyBytesMax)
        var answer: Answer
        do throws(TokenEndpoint.Refusal) {
            let grant = try tokenEndpoint.grant(
                request.head, body: body, certificate: request.clientCertificate, in: directory.current,
                now: exchange.startedAt)
            exchange.tenantID = grant.tenantID
            exchange.isAuthenticated = true
            answer = .json(grant.body)
        } catch {
            exchange.tenantID = error.tenantID
            exchange.claimed = error.clientID
            exchange.refusal = error.reason
            answer = .json(
                ["error": .text(error.error), "error_description": .text(error.description)], status: error.status)
            answer.outcome = error.error
            if error.status == 401 { answer.fields.append("WWW-Authenticate", "Basic realm=\"fusegate\"") }
        }
        // RFC 6749 section 5.1.
        answer.fields.append("Cache-Control", "no-store")
        answer.fields.append("Pragma", "no-cache")
        return answer
    }

    private func answerWebhook(
        _ request: ServerRequest, _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        guard case .webhook(let first, let second) = RouteMatch(method: "POST", path: request.head.path) else {
            throw .notFound()
        }
        let (credential, token) = (String(first), String(second))
        // Before its body: what a stranger sends to a made-up address is not waited for.
        guard await intake.expects(credential: credential, token: token) else {
            exchange.refusal = "no such callback address"
            throw .notFound()
        }
        let body = try await readBody(request, maxBytes: settings.bodyBytesMax)
        let outcome = await intake.accept(
            credential: credential, token: token, signature: request.head.fields.value(of: "x-webhook-signature"),
            body: body, from: request.addresses, now: exchange.startedAt)
        exchange.isAuthenticated = outcome.isFromUpstream
        if case .badSignature = outcome { exchange.refusal = "the webhook's signature is wrong" }
        return try Answer(intake: outcome)
    }

    private func answerStatus() async -> Answer {
        let health = directory.credentials.compactMap { upstreams.upstream(of: $0.id)?.health }
        let upstream: Upstream.Health =
            health.contains(.unavailable) ? .unavailable : health.contains(.ok) ? .ok : .unknown
        let gateway = !readiness.isReady ? "draining" : audit.isHealthy ? "ok" : "degraded"
        let isOK = gateway == "ok" && upstream != .unavailable
        var body: JSONValue = [
            "status": .text(isOK ? "ok" : gateway == "draining" ? gateway : "degraded"),
            "gateway": .text(gateway), "upstream": .text(upstream.rawValue),
        ]
        let paused = await pausedCurrencies.current()
        if !paused.isEmpty { body["paused_withdrawals"] = .array(paused.map { .text($0.description) }) }
        return .json(body, status: readiness.isReady ? 200 : 503)
    }

    func readBody(_ request: ServerRequest, maxBytes: Int? = nil) async throws(GatewayError) -> ByteBuffer {
        do throws(BodyError) {
            return try await request.readBody(maxBytes: maxBytes ?? settings.bodyBytesMax)
        } catch {
            switch error {
            case .tooLarge:
                throw .invalidRequest(
                    "The body is larger than \(maxBytes ?? settings.bodyBytesMax) bytes.", status: 413)
            case .overloaded:
                throw .serviceUnavailable(origin: .gateway, reason: "too many bodies are arriving at once")
            case .timedOut: throw .invalidRequest("The body did not arrive in time.", status: 408)
            case .malformed(let reason): throw .invalidRequest("The body is malformed: \(reason).")
            case .disconnected: throw .invalidRequest("The connection was closed before the body's end.")
            }
        }
    }

    // MARK: Leaving

    /// An effect's record is durable before its answer.
    private func keepDurably(_ record: AuditRecord) async {
        do { try await audit.appendDurably(record) } catch {
            logger.critical("an effect could not be audited", metadata: ["reason": "\(error)"])
        }
    }

    /// Written within a second.
    private func keep(_ record: AuditRecord) {
        guard !audit.append(record) else { return }
        logger.error(
            "a request could not be audited", metadata: ["request": "\(record.requestID.map { "\($0)" } ?? "-")"])
    }

    private func log(_ error: GatewayError, _ exchange: Exchange) {
        logger.warning(
            "request failed",
            metadata: [
                "request": "\(exchange.requestID)", "code": "\(error.code.rawValue)", "origin": "\(error.origin)",
                "reason": "\(error.reason)", "tenant": "\(exchange.tenantID.map { "\($0)" } ?? "-")",
                "address": "\(exchange.addresses.origin ?? "-")",
            ])
    }

    private func response(_ answer: Answer, _ exchange: Exchange) -> ServerResponse {
        var fields = exchange.fields
        fields.append("Content-Type", "application/json")
        fields.append("X-Request-Id") { exchange.requestID.append(to: &$0) }
        fields.append(contentsOf: answer.fields)
        return ServerResponse(status: answer.status, fields: fields, body: answer.body)
    }
}
