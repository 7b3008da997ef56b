import Threading
import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Transport
import Objects

/// Calls without an effect: sent again once when a pooled connection turns out to be closed.
struct UpstreamReads: Sendable {
    let settings: GatewaySettings
    let database: any Database
    let scheduler: any Scheduler
    let logger: Logger

    /// The same for every tenant of the account: kept for as long as the configuration says, or asked anew.
    func answerCatalogue(
        _ request: ServerRequest, _ call: TenantCall, _ upstream: Upstream
    ) async throws(GatewayError) -> Answer {
        guard let lifetime = settings.catalogue[call.route] else { return try await relay(request, call, to: upstream) }
        return try await answerFromCatalogue(call.route, request, upstream, lifetime: lifetime)
    }

    /// The upstream's answer to the tenant's own question.
    func relay(
        _ request: ServerRequest, _ call: TenantCall, to upstream: Upstream
    ) async throws(GatewayError) -> Answer {
        let route = call.route
        guard route.method == "POST" else {
            let query = ForwardedQuery.select(route.forwardedQueryNames, from: request.head.query)
            let answer = try await read(.get, route.template, query: query, body: nil, from: upstream, for: request)
            return answer.hidingCallbacks(of: upstream)
        }
        let body = try RequestBody.parseObject(try await request.body(bytesMax: settings.bodyBytesMax))
        try settings.forwardedMembers(of: call).require(of: body)
        let answer = try await read(.post, route.template, query: nil, body: body, from: upstream, for: request)
        return answer.hidingCallbacks(of: upstream)
    }

    private func answerFromCatalogue(
        _ route: Route, _ request: ServerRequest, _ upstream: Upstream, lifetime: Duration
    ) async throws(GatewayError) -> Answer {
        let query = ForwardedQuery.select(route.forwardedQueryNames, from: request.head.query)
        return try await upstream.catalogue.answer(to: "\(route.template)?\(query ?? "")", lifetime: lifetime) {
            // Others may wait for it: this client's end does not end it.
            do throws(GatewayError) {
                let answer = try await read(.get, route.template, query: query, body: nil, from: upstream, for: nil)
                return .success(answer.hidingCallbacks(of: upstream))
            } catch { return .failure(error) }
        }
    }

    /// An object of the tenant, or the upstream's own words for one that does not exist: it is asked for an id that
    /// nobody has, so that neither text nor time tells a foreign object from none.
    func answerObject(
        _ request: ServerRequest, _ call: TenantCall, _ upstream: Upstream, _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        let kind = ObjectKind.payment
        let body = try RequestBody.parseObject(try await request.body(bytesMax: settings.bodyBytesMax))
        guard let value = body[kind.upstreamIDName] else {
            return try await read(
                .post, Route.paymentStatus.template, query: nil, body: [:], from: upstream, for: request
            ).hidingCallbacks(of: upstream)
        }
        let asked = value.stringValue ?? ""
        let owned = try await ownedObject(call.tenant, askedFor: asked, kind: kind)
        let upstreamID = owned?.upstreamID ?? NobodysID.make()
        exchange.upstreamID = owned?.upstreamID
        var answer = try await read(
            .post, Route.paymentStatus.template, query: nil, body: [kind.upstreamIDName: .text(upstreamID)],
            from: upstream, for: request)
        guard let owned else {
            answer.body = NobodysID.hide(upstreamID, behind: asked, in: answer.body)
            if answer.status < 400 { throw .notFound() }
            return answer.hidingCallbacks(of: upstream)
        }
        if let parsed = try? JSONValue.parse(answer.body) {
            if answer.status == 200 { await mirror(parsed, of: owned) }
            if let restored = TenantBody.restoring(owned.intent, in: parsed, of: answer.body.readableBytesView) {
                answer.body = ByteBuffer(bytes: restored)
            }
        }
        return answer
    }

    private struct OwnedObject: Sendable {
        let upstreamID: String
        let intent: Intent
        let mirroredStatus: String?
    }

    private func ownedObject(
        _ tenant: Tenant, askedFor asked: String, kind: ObjectKind
    ) async throws(GatewayError) -> OwnedObject? {
        try await database.answering { reader in
            for upstreamID in UUIDText.spellings(of: asked) {
                let found = try IntentRepository.find(
                    ownedBy: tenant.id, upstreamID: upstreamID, accountID: tenant.accountID, kind: kind,
                    in: reader)
                guard let intent = found else { continue }
                return OwnedObject(
                    upstreamID: upstreamID, intent: intent,
                    mirroredStatus: try ObjectRepository.status(of: intent, in: reader))
            }
            return nil
        }
    }

    /// A status, or money, that no webhook told is kept for lists and booked. The answer does not depend on it.
    private func mirror(_ object: JSONValue, of owned: OwnedObject) async {
        guard let status = object["status"]?.stringValue else { return }
        let now = scheduler.now()
        do {
            var isNews = status != owned.mirroredStatus
            if !isNews, let fact = LedgerFact(kind: owned.intent.kind, body: object) {
                isNews = try await database.read { try BookRepository.isNews(fact, to: owned.intent, in: $0) }
            }
            guard isNews else { return }
            try await database.write { store in
                _ = try ObjectObservation.answer(object).record(of: owned.intent, at: now, in: store)
            }
        } catch {
            logger.warning("a status could not be mirrored", metadata: ["reason": "\(error)"])
        }
    }

    private func read(
        _ method: HTTPMethod, _ path: String, query: String?, body: JSONValue?, from upstream: Upstream,
        for request: ServerRequest?
    ) async throws(GatewayError) -> Answer {
        let bytes = body?.serializedBuffer()
        let response: ClientResponse
        do throws(UpstreamFailure) {
            response = try await upstream.call(
                method, path, query: query, body: bytes, abandonment: request?.disconnection)
        } catch {
            guard error.isStaleConnection else { throw Self.readFailure(error) }
            do throws(UpstreamFailure) {
                response = try await upstream.call(
                    method, path, query: query, body: bytes, abandonment: request?.disconnection)
            } catch {
                throw Self.readFailure(error)
            }
        }
        return try Answer(upstream: response)
    }

    private static func readFailure(_ failure: UpstreamFailure) -> GatewayError {
        failure.isAbandoned ? .clientDisconnected() : .upstreamUnreachable(reason: failure.reason)
    }
}
