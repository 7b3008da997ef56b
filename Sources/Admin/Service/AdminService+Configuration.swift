import AdminAPI
import AuditLog

extension AdminService {
    /// - Throws: `.invalidConfiguration` when the file or a certificate cannot be used; the old ones stay then.
    package func reloadConfiguration(for caller: AdminCaller) async throws(AdminError) -> ConfigurationReloaded {
        let action = Action("reload")
        do {
            try await audit.appendDurably(record(action, by: caller, outcome: "requested"))
        } catch {
            throw AdminError(.unavailable, "nothing was done: the audit log cannot be written: \(error)")
        }
        do {
            let reloaded = try await host.reloadConfiguration()
            audit.append(record(action, by: caller, outcome: "done"))
            return reloaded
        } catch {
            let refusal = AdminError(.invalidConfiguration, "nothing was changed: \(error)")
            audit.append(record(action, by: caller, outcome: "refused: \(refusal.code.rawValue)"))
            throw refusal
        }
    }
}
