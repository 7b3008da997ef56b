import HTTPWire
import NIOCore
import Policy
import Store
import Transport
import Objects

/// Lists and withdrawals, from the gateway's own mirror: the upstream's would show every tenant's.
struct MirrorReads: Sendable {
    let settings: GatewaySettings
    let directory: TenantDirectory
    let database: any Database
    let refresher: MirrorRefresher

    func answer(
        _ work: Route.MirrorWork, _ request: ServerRequest, _ parameters: PathParameters, _ call: TenantCall,
        _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        switch work {
        case .listPayments: return try await answerList(of: .payment, request, call)
        case .listWithdrawals: return try await answerList(of: .withdrawal, request, call)
        case .withdrawal:
            guard case .withdrawal(let id) = parameters else { throw .notFound() }
            return try await answerWithdrawal(String(id), call.tenant, &exchange)
        case .withdrawalStatus:
            let name = ObjectKind.withdrawal.upstreamIDName
            let body = try RequestBody.parseObject(try await request.body(bytesMax: settings.bodyBytesMax))
            guard let id = body[name], !id.isNull else {
                throw .missingRequiredFields([name])
            }
            return try await answerWithdrawal(id.stringValue ?? "", call.tenant, &exchange)
        }
    }

    private func answerList(
        of kind: ObjectKind, _ request: ServerRequest, _ call: TenantCall
    ) async throws(GatewayError) -> Answer {
        let tenant = call.tenant
        let query: ListQuery
        do throws(ListQueryError) { query = try ListQuery(request.head.query) } catch {
            throw .invalidField(error.name, error.reason)
        }
        let dialect = directory.current.accounts[tenant.accountID]?.dialect ?? UpstreamDialect()
        let shape = kind == .withdrawal ? dialect.withdrawalList : .results
        let url = settings.publicURL + call.route.template
        return try await database.answering { reader in
            let page = try ListPage(query, tenantID: tenant.id, kind: kind, in: reader)
            var answer = Answer.json(try page.json(shape: shape, url: url))
            if let links = page.linkField(url: url) { answer.fields.append("Link", links) }
            return answer
        }
    }

    private func answerWithdrawal(
        _ id: String, _ tenant: Tenant, _ exchange: inout Exchange
    ) async throws(GatewayError) -> Answer {
        let known = try await database.answering { reader in
            try MirroredWithdrawal(id, of: tenant, in: reader)
        }
        guard let known else { throw .notFound() }
        exchange.upstreamID = known.upstreamID
        return .json(await refresher.refreshed(known, at: exchange.startedAt) ?? known.json)
    }
}

extension Database {
    /// What a store cannot tell now may be asked again.
    func answering<Value: Sendable>(
        _ query: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws(GatewayError) -> Value {
        do { return try await read(query) } catch {
            throw .serviceUnavailable(origin: .gateway, reason: "\(error)")
        }
    }
}
