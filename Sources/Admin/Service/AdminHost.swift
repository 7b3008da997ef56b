/// The running gateway, as the admin API needs it.
package protocol AdminHost: Sendable {
    /// Tenants, credentials, keys or limits changed: the gateway loads its directory anew before this returns.
    func directoryDidChange() async throws
    /// Reads the configuration again, all of it or nothing.
    func reloadConfiguration() async throws -> ConfigurationReloaded
    func status() async -> GatewayStatus
    /// Deliveries became due.
    func wakeDeliveries()
}
