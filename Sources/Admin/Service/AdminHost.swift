import Policy

/// The running gateway, as the admin API needs it.
package protocol AdminHost: Sendable {
    /// The gateway serves the new state before this returns.
    func directoryDidChange(_ change: DirectoryChange) async throws
    func status() async -> GatewayStatus
    /// Deliveries became due.
    func wakeDeliveries()
}
