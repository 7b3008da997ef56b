import GatewayConfiguration
import Synchronization

/// The configuration that the process works by: one immutable value, replaced as a whole.
final class SettingsInForce: Sendable {
    private let settings: Mutex<Settings>

    init(_ settings: Settings) { self.settings = Mutex(settings) }

    var current: Settings { settings.withLock { $0 } }

    func replace(by new: Settings) { settings.withLock { $0 = new } }
}
