/// A key, or a section, that is read once when the process starts.
package struct RestartKey: Sendable {
    /// As a dotted path of the file.
    package let name: String
    private let isSame: @Sendable (Settings, Settings) -> Bool
    private let keep: @Sendable (Settings, inout Settings) -> Void

    private init<Value: Equatable & SendableMetatype>(
        _ name: String, _ path: any WritableKeyPath<Settings, Value> & Sendable
    ) {
        self.name = name
        isSame = { $0[keyPath: path] == $1[keyPath: path] }
        keep = { $1[keyPath: path] = $0[keyPath: path] }
    }

    package static let all: [RestartKey] = [
        RestartKey("listener.host", \.listener.host), RestartKey("listener.port", \.listener.port),
        RestartKey("event_loops", \.eventLoops), RestartKey("data_directory", \.dataDirectory),
        RestartKey("master_key_file", \.masterKeyFile), RestartKey("admin.socket", \.admin.socket),
        RestartKey("admin.operator_group", \.admin.operatorGroup), RestartKey("admin.roles", \.admin.roles),
        RestartKey("upstream.connections_per_loop_max", \.upstream.connectionsPerLoopMax),
        RestartKey("upstream.idle_timeout", \.upstream.idleTimeout),
        RestartKey("upstream.trust_roots_file", \.upstream.trustRootsFile), RestartKey("webhooks", \.webhooks),
        RestartKey("names", \.names),
        RestartKey("ledger.shortfall_tolerance_basis_points", \.ledger.shortfallToleranceBasisPoints),
        RestartKey("ledger.reconcile_interval", \.ledger.reconcileInterval),
        RestartKey("store", \.store), RestartKey("audit", \.audit),
        RestartKey("log.format", \.log.format),
    ]

    /// What a running process takes of a changed file: all but the keys of a restart, and which of those differ.
    package static func adopt(_ new: Settings, over current: Settings) -> (settings: Settings, waiting: [String]) {
        var settings = new
        let changed = all.filter { !$0.isSame(new, current) }
        for key in changed { key.keep(current, &settings) }
        return (settings, changed.map(\.name))
    }
}
