import AdminAPI
import Policy

extension AdminService {
    var gatewayHandlers: [VerbHandler] {
        [
            VerbHandler(GatewayVerbs.status) { await status(for: $1) },
            VerbHandler(GatewayVerbs.reload) { try await reloadConfiguration(for: $1) },
            VerbHandler(GatewayVerbs.find) { try await find($0.id, of: $0.tenant, isDeep: $0.deep ?? false, for: $1) },
        ]
    }

    func status(for caller: AdminCaller) async -> GatewayStatus {
        tell(Action(GatewayVerbs.status), by: caller, .answered)
        return await host.status()
    }

    /// - Throws: `.invalidConfiguration` when the file or a certificate cannot be used; the old ones stay then.
    func reloadConfiguration(for caller: AdminCaller) async throws(AdminError) -> ConfigurationReloaded {
        let action = Action(GatewayVerbs.reload)
        try await recordRequests(of: [action], by: caller)
        do {
            let reloaded = try await host.reloadConfiguration()
            tell(action, by: caller, .done)
            return reloaded
        } catch {
            throw refuse(
                [action], by: caller, because: AdminError(.invalidConfiguration, "nothing was changed: \(error)"))
        }
    }
}
