import AdminAPI
import AuditLog

extension AdminService {
    var gatewayHandlers: [VerbHandler] {
        [
            VerbHandler(GatewayVerbs.status) { await status(for: $1) },
            VerbHandler(GatewayVerbs.reload) { try await reloadConfiguration(for: $1) },
            VerbHandler(GatewayVerbs.find) { try await find($0.id, of: $0.tenant, isDeep: $0.deep ?? false, for: $1) },
        ]
    }

    func status(for caller: AdminCaller) async -> GatewayStatus {
        audit.append(record(Action(GatewayVerbs.status), by: caller, result: "ok"))
        return await host.status()
    }

    /// - Throws: `.invalidConfiguration` when the file or a certificate cannot be used; the old ones stay then.
    func reloadConfiguration(for caller: AdminCaller) async throws(AdminError) -> ConfigurationReloaded {
        let action = Action(GatewayVerbs.reload)
        do {
            try await audit.appendDurably(record(action, by: caller, result: "requested"))
        } catch {
            throw AdminError(.unavailable, "nothing was done: the audit log cannot be written: \(error)")
        }
        do {
            let reloaded = try await host.reloadConfiguration()
            audit.append(record(action, by: caller, result: "done"))
            return reloaded
        } catch {
            let refusal = AdminError(.invalidConfiguration, "nothing was changed: \(error)")
            audit.append(record(action, by: caller, result: "refused: \(refusal.code.rawValue)"))
            throw refusal
        }
    }
}
