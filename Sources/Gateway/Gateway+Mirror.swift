import HTTPWire
import NIOCore
import Policy
import Store
import Transport
import Objects
import Webhooks

/// Lists and withdrawals, from the gateway's own mirror: the upstream's would show every tenant's.
extension Gateway {
    func answerFromMirror(
        _ route: Route, _ request: ServerRequest, _ tenant: Tenant, _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        switch route {
        case .listPayments: return try await answerList(of: .payment, route, request, tenant)
        case .listWithdrawals: return try await answerList(of: .withdrawal, route, request, tenant)
        case .withdrawal:
            guard let id = RouteMatch.withdrawalID(in: request.head.path) else { throw .notFound() }
            return try await answerWithdrawal(String(id), tenant, &exchange)
        default:
            let name = ObjectKind.withdrawal.upstreamIDName
            let body = try RequestBody.parseObject(try await readBody(request))
            guard let id = body[name], !id.isNull else {
                throw .missingRequiredFields([name])
            }
            return try await answerWithdrawal(id.stringValue ?? "", tenant, &exchange)
        }
    }

    private func answerList(
        of kind: ObjectKind, _ route: Route, _ request: ServerRequest, _ tenant: Tenant
    ) async throws(GatewayError) -> Answer {
        let query: ListQuery
        do throws(ListQueryError) { query = try ListQuery(request.head.query) } catch {
            throw .invalidField(error.name, error.reason)
        }
        let dialect = directory.current.credentials[tenant.credentialID]?.dialect ?? UpstreamDialect()
        let shape = kind == .withdrawal ? dialect.withdrawalList : .results
        let url = settings.publicURL + route.template
        return try await fromStore { reader in
            let page = try ListPage(query, tenantID: tenant.id, kind: kind, in: reader)
            var answer = Answer.json(try page.json(shape: shape, url: url))
            if let links = page.linkField(url: url) { answer.fields.append("Link", links) }
            return answer
        }
    }

    private func answerWithdrawal(
        _ id: String, _ tenant: Tenant, _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        let known = try await fromStore { reader in
            try MirroredWithdrawal(id, of: tenant, in: reader)
        }
        guard let known else { throw .notFound() }
        exchange.upstreamID = known.upstreamID
        return .json(await refreshed(known, at: exchange.startedAt) ?? known.json)
    }

    func fromStore<Value: Sendable>(
        _ query: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws(GatewayError) -> Value {
        do {
            return try await journal.database.read(query)
        } catch {
            throw .serviceUnavailable(origin: .gateway, reason: "\(error)")
        }
    }
}
