import GatewayConfiguration
import Transport

/// Where a running process's settings come from.
struct SettingsSource: Sendable {
    let load: @Sendable () throws -> Settings
    /// The file, if there is one.
    let path: String?
    let onChange: @Sendable (Settings) -> Void

    /// The files whose change is taken over without being asked to.
    func watchedFiles(_ settings: Settings) -> [String] {
        guard settings.reloadOnChange else { return [] }
        let tls = settings.listener.tls
        return [path, tls?.certificateChainPath, tls?.privateKeyPath, tls?.clientAuthoritiesPath].compactMap(\.self)
    }

    /// Settings that no file says.
    static func fixed(_ settings: Settings) -> SettingsSource {
        SettingsSource(load: { settings }, path: nil, onChange: { _ in })
    }
}
