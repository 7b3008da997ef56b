/// What became of a changed configuration.
package struct ConfigurationReloaded: Codable, Sendable {
    /// Changed keys that have no effect before a restart.
    package let keysWaitingForRestart: [String]

    enum CodingKeys: String, CodingKey {
        case keysWaitingForRestart = "keys_waiting_for_restart"
    }

    package init(keysWaitingForRestart: [String]) { self.keysWaitingForRestart = keysWaitingForRestart }
}
