import AdminAPI
import Policy
import Store

extension AdminService {
    var endpointHandlers: [VerbHandler] {
        [
            VerbHandler(EndpointVerbs.list, listEndpoints), VerbHandler(EndpointVerbs.add, addEndpoint),
            VerbHandler(EndpointVerbs.remove, removeEndpoint),
        ]
    }

    func addEndpoint(_ request: AddEndpoint, for caller: AdminCaller) async throws(AdminError) -> EndpointView {
        let url: CallbackURL
        do throws(CallbackURLError) {
            url = try options.endpoints.accept(request.url)
        } catch {
            let key = error.settingKey.map { "; \($0) can allow it" } ?? ""
            throw AdminError(.invalidRequest, "the URL cannot be an endpoint: \(error)\(key)")
        }
        let id = try await tenant(request.tenant)
        let endpoint = Endpoint(id: .make(at: now()), tenantID: id, url: url.text, createdAt: now())
        // A query may hold the receiver's own secret: the origin says enough.
        let details = [("endpoint", "\(endpoint.id)"), ("origin", url.origin)]
        return try await change(Action(EndpointVerbs.add, tenant: id, details), for: caller) { writer in
            try EndpointRepository.insert(endpoint, in: writer)
            return EndpointView(endpoint)
        }
    }

    func listEndpoints(_ request: TenantReference, for caller: AdminCaller) async throws(AdminError) -> EndpointList {
        let id = try await tenant(request.tenant)
        return try await ask(Action(EndpointVerbs.list, tenant: id), for: caller) { reader in
            EndpointList(endpoints: try EndpointRepository.endpoints(of: id, in: reader).map(EndpointView.init))
        }
    }

    func removeEndpoint(
        _ request: EndpointReference, for caller: AdminCaller
    ) async throws(AdminError) -> EndpointList {
        let id = try await tenant(request.tenant)
        guard let endpointID = EndpointID(request.endpoint) else {
            throw AdminError(describing: IdentityError.noSuchEndpoint(request.endpoint))
        }
        let action = Action(EndpointVerbs.remove, tenant: id, [("endpoint", request.endpoint)])
        let now = now()
        return try await change(action, for: caller) { writer in
            try EndpointRepository.removeEndpoint(endpointID, of: id, in: writer)
            _ = try DeliveryRepository.abandon(
                endpoint: endpointID, of: id, reason: "the endpoint was removed", at: now, in: writer)
            return EndpointList(endpoints: try EndpointRepository.endpoints(of: id, in: writer).map(EndpointView.init))
        }
    }
}

extension EndpointView {
    init(_ endpoint: Endpoint) {
        self.init(
            id: endpoint.id, url: endpoint.url, enabled: endpoint.enabled,
            createdAt: endpoint.createdAt.description)
    }
}
