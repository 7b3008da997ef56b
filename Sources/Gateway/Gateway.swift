import Threading
import AuditLog
import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Transport
import Webhooks

/// The request path: in by the door, which admits it or not; then the work of its route; then out, with its record.
package final class Gateway: RequestHandler {
    private let door: Door
    private let token: TokenRoute
    private let hooks: HookRoute
    private let status: StatusRoute
    private let mirror: MirrorReads
    private let reads: UpstreamReads
    private let balances: Balances
    private let effects: Effects
    private let reporter: ExchangeReporter
    private let scheduler: any Scheduler
    private let requestIDs = RequestIDSource()

    package init(
        settings: GatewaySettings, directory: TenantDirectory, upstreams: UpstreamRegistry, secrets: InstanceSecrets,
        admission: AdmissionControl, database: any Database, reports: Reports, intake: WebhookIntake,
        readiness: Readiness, keyUses: KeyUses, refusals: RefusalRecorder, scheduler: any Scheduler, logger: Logger
    ) {
        reporter = ExchangeReporter(reports: reports, refusals: refusals, logger: logger)
        self.scheduler = scheduler
        let codec = AccessTokenCodec(signingKey: secrets.tokenSigningKey)
        door = Door(
            settings: settings, directory: directory, upstreams: upstreams,
            authenticator: Authenticator(codec: codec, pepper: secrets.pepper), admission: admission,
            keyUses: keyUses, logger: logger)
        token = TokenRoute(
            endpoint: TokenEndpoint(codec: codec, pepper: secrets.pepper, lifetime: settings.tokenLifetime),
            directory: directory)
        hooks = HookRoute(intake: intake, bodyBytesMax: settings.bodyBytesMax)
        status = StatusRoute(
            directory: directory, upstreams: upstreams, audit: reports.audit, readiness: readiness,
            pausedCurrencies: PausedCurrencies(database: database, scheduler: scheduler))
        mirror = MirrorReads(
            settings: settings, directory: directory, database: database,
            refresher: MirrorRefresher(
                terms: settings.mirrorRefresh, database: database, upstreams: upstreams, logger: logger))
        reads = UpstreamReads(settings: settings, database: database, scheduler: scheduler, logger: logger)
        let currencies = LearntCurrencies(database: database, logger: logger)
        balances = Balances(database: database, currencies: currencies, reads: reads, scheduler: scheduler)
        effects = Effects(
            settings: settings, directory: directory, audit: reports.audit, journal: EffectJournal(database: database),
            currencies: currencies, scheduler: scheduler, logger: logger)
    }

    package func respond(to request: ServerRequest) async -> ServerResponse {
        let now = scheduler.now()
        var exchange = Exchange(
            requestID: requestIDs.next(at: now), startedAt: now, startedNanoseconds: scheduler.monotonicNanoseconds(),
            method: request.head.method.name, addresses: request.addresses)
        let answer = await answer(request, &exchange)
        let report = report(of: answer, exchange)
        guard report.mustBeDurable else {
            reporter.tell(report)
            return response(answer, exchange)
        }
        do throws(GatewayError) {
            try await reporter.tellDurably(report)
            return response(answer, exchange)
        } catch {
            let refusal = Answer(error)
            reporter.tell(self.report(of: refusal, exchange))
            return response(refusal, exchange)
        }
    }

    package func respond(toMalformed error: WireError, from addresses: PeerAddresses) -> ServerResponse {
        let now = scheduler.now()
        let answer = Answer(
            .invalidRequest("The request is not acceptable HTTP: \(error.reason).", status: error.status))
        var report = ExchangeReport(
            requestID: requestIDs.next(at: now), startedAt: now, path: Self.malformedRoute, status: answer.status,
            result: answer.result, peer: addresses.peer, client: addresses.client)
        report.refusal = error.reason
        reporter.tell(report)
        var response = ServerResponse(status: answer.status, fields: answer.fields, body: answer.body)
        response.fields.append("Content-Type", "application/json")
        response.closesConnection = true
        return response
    }

    private func answer(_ request: ServerRequest, _ exchange: inout Exchange) async -> Answer {
        do throws(GatewayError) {
            switch try door.admit(request, &exchange) {
            case .own(.token, _): return try await token.answer(request, &exchange)
            case .own(.status, _): return await status.answer()
            case .own(.webhook, let parameters): return try await hooks.answer(request, parameters, &exchange)
            case .mirror(let work, let parameters, let call):
                defer { call.meter.leave() }
                return try await mirror.answer(work, request, parameters, call, &exchange)
            case .upstream(let work, let call, let upstream):
                defer { call.meter.leave() }
                return try await answer(work, request, call, upstream, &exchange)
            }
        } catch {
            return Answer(error)
        }
    }

    private func answer(
        _ work: Route.UpstreamWork, _ request: ServerRequest, _ call: TenantCall, _ upstream: Upstream,
        _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        switch work {
        case .catalogue: try await reads.answerCatalogue(request, call, upstream)
        case .relay: try await reads.relay(request, call, to: upstream)
        case .paymentStatus: try await reads.answerObject(request, call, upstream, &exchange)
        case .balances: try await balances.answer(request, call, upstream)
        case .estimate: try await balances.estimate(request, call, upstream)
        case .createPayment: try await effects.answer(.payment, request, call, upstream, &exchange)
        case .createWithdrawal: try await effects.answer(.withdrawal, request, call, upstream, &exchange)
        }
    }

    /// What stands for the route of bytes that are no request.
    private static let malformedRoute = "malformed"

    // MARK: Leaving

    private func report(of answer: Answer, _ exchange: Exchange) -> ExchangeReport {
        exchange.report(of: answer, nowNanoseconds: scheduler.monotonicNanoseconds())
    }

    private func response(_ answer: Answer, _ exchange: Exchange) -> ServerResponse {
        var fields = exchange.fields
        fields.append("Content-Type", "application/json")
        fields.append("X-Request-Id") { exchange.requestID.append(to: &$0) }
        fields.append(contentsOf: answer.fields)
        return ServerResponse(status: answer.status, fields: fields, body: answer.body)
    }
}
