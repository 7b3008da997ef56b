import Policy
import Store

extension AdminService {
    package func addEndpoint(
        of reference: String, _ request: AddEndpoint, for caller: AdminCaller
    ) async throws(AdminError) -> EndpointView {
        let url: CallbackURL
        do throws(CallbackURLError) {
            url = try options.endpoints.accept(request.url)
        } catch {
            let key = error.settingKey.map { "; \($0) can allow it" } ?? ""
            throw AdminError(.invalidRequest, "the URL cannot be an endpoint: \(error)\(key)")
        }
        let id = try await tenant(reference)
        let endpoint = Endpoint(id: .make(at: now()), tenantID: id, url: url.text, createdAt: now())
        // A query may hold the receiver's own secret: the origin says enough.
        let details = [("endpoint", "\(endpoint.id)"), ("origin", url.origin)]
        return try await change(Action("endpoint add", tenant: id, details), for: caller) { writer in
            try IdentityRepository.insert(endpoint, in: writer)
            return EndpointView(endpoint)
        }
    }

    package func listEndpoints(of reference: String, for caller: AdminCaller) async throws(AdminError) -> EndpointList {
        let id = try await tenant(reference)
        return try await ask(Action("endpoint list", tenant: id), for: caller) { reader in
            EndpointList(endpoints: try IdentityRepository.endpoints(of: id, in: reader).map(EndpointView.init))
        }
    }

    package func removeEndpoint(
        _ endpoint: String, of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> EndpointList {
        let id = try await tenant(reference)
        guard let endpointID = EndpointID(endpoint) else {
            throw AdminError(describing: IdentityError.noSuchEndpoint(endpoint))
        }
        let action = Action("endpoint remove", tenant: id, [("endpoint", endpoint)])
        let now = now()
        return try await change(action, for: caller) { writer in
            try IdentityRepository.removeEndpoint(endpointID, of: id, in: writer)
            _ = try WebhookRepository.abandon(
                endpoint: endpointID, of: id, reason: "the endpoint was removed", at: now, in: writer)
            return EndpointList(endpoints: try IdentityRepository.endpoints(of: id, in: writer).map(EndpointView.init))
        }
    }
}

extension EndpointView {
    init(_ endpoint: Endpoint) {
        self.init(
            id: endpoint.id.description, url: endpoint.url, enabled: endpoint.enabled,
            createdAt: endpoint.createdAt.description)
    }
}
