/// What became of a changed configuration.
package struct ConfigurationReloaded: Codable, Sendable {
    /// Changed keys that have no effect before a restart.
    package let keysWaitingForRestart: [String]

    package init(keysWaitingForRestart: [String]) { self.keysWaitingForRestart = keysWaitingForRestart }
}
