import Gateway
import GatewayConfiguration
import Logging
import Transport

/// Takes over a changed configuration, and changed certificates, while the gateway runs: all of it or nothing.
actor ConfigurationReload {
    struct Parts: Sendable {
        let settings: SettingsInForce
        let listener: Listener
        let gateway: GatewayInForce
        let makeGateway: @Sendable (Settings) -> Gateway
        let admission: AdmissionControl
        let upstreams: UpstreamRegistry
        /// What is outside of the process's parts, such as the log's level.
        let onChange: @Sendable (Settings) -> Void
    }

    private let parts: Parts
    private let load: @Sendable () throws -> Settings
    private let logger: Logger

    init(parts: Parts, load: @escaping @Sendable () throws -> Settings, logger: Logger) {
        self.parts = parts
        self.load = load
        self.logger = logger
    }

    /// Reloads when one of the files has changed, until cancelled. What is wrong with them is in the log.
    nonisolated func watch(_ files: @escaping @Sendable () -> [String]) async {
        await FileWatch(paths: files) { [self] in _ = try? await reload(because: "a file changed") }.run()
    }

    /// - Returns: the changed keys that wait for a restart.
    /// - Throws: what is wrong with the file or with a certificate; nothing has changed then.
    @discardableResult
    func reload(because cause: String) throws -> [String] {
        do {
            let (settings, waiting) = parts.settings.current.adopting(try load())
            try settings.requirePrivateKeys()
            try parts.listener.reload(settings.listener)
            parts.settings.replace(by: settings)
            parts.admission.limitConcurrency(perTenant: settings.concurrencyPerTenantMax)
            parts.upstreams.reconfigure(settings.upstream.calls)
            parts.gateway.replace(by: parts.makeGateway(settings))
            parts.onChange(settings)
            logger.notice("configuration reloaded", metadata: ["cause": "\(cause)"])
            if !waiting.isEmpty {
                logger.warning(
                    "changed keys wait for a restart", metadata: ["keys": "\(waiting.joined(separator: ", "))"])
            }
            return waiting
        } catch {
            logger.error(
                "configuration not reloaded; the old one stays",
                metadata: ["cause": "\(cause)", "reason": "\(error)"])
            throw error
        }
    }
}
