import Policy

/// Everything an operator can choose. `config/fusegate.yaml` names each key with its default and its reason.
package struct Settings: Hashable, Sendable {
    /// What upstream and tenants reach the gateway by; callback URLs start with it. Never ends in a slash.
    package var publicURL = "http://127.0.0.1:8080"
    package var listener = Listener()
    /// Whether a changed file is taken over without being asked to.
    package var reloadOnChange = true
    /// 0 is one per core.
    package var eventLoops = 0
    package var dataDirectory = "data"
    package var masterKeyFile = "data/master.key"
    package var admin = Admin()
    package var upstream = Upstream()
    package var catalogue = Catalogue()
    package var mirror = Mirror()
    package var tokens = Tokens()
    package var rateLimits = RateLimits()
    package var concurrency = Concurrency()
    package var idempotency = Idempotency()
    package var resolution = Resolution()
    package var sweeper = Sweeper()
    package var ledger = Ledger()
    package var withdrawals = Withdrawals()
    package var webhooks = Webhooks()
    package var names = Names()
    package var retention = Retention()
    package var store = Store()
    package var audit = Audit()
    package var log = Log()

    /// The built-in defaults.
    package init() {}

    mutating func read(_ root: Section) throws(ConfigurationError) {
        try root.read("public_url", .baseURL, into: &publicURL)
        try root.section("listener") { (section) throws(ConfigurationError) in try listener.read(section) }
        try root.read("reload_on_change", .boolean, into: &reloadOnChange)
        try root.read("event_loops", .integer(0...1024), into: &eventLoops)
        try root.read("data_directory", .text("a path"), into: &dataDirectory)
        moveData(to: dataDirectory)
        try root.read("master_key_file", .text("a path"), into: &masterKeyFile)
        try root.section("admin") { (section) throws(ConfigurationError) in try admin.read(section) }
        try root.section("upstream") { (section) throws(ConfigurationError) in try upstream.read(section) }
        try root.section("catalogue") { (section) throws(ConfigurationError) in try catalogue.read(section) }
        try root.section("mirror") { (section) throws(ConfigurationError) in try mirror.read(section) }
        try root.section("tokens") { (section) throws(ConfigurationError) in try tokens.read(section) }
        try root.section("rate_limits") { (section) throws(ConfigurationError) in try rateLimits.read(section) }
        try root.section("concurrency") { (section) throws(ConfigurationError) in try concurrency.read(section) }
        try root.section("idempotency") { (section) throws(ConfigurationError) in try idempotency.read(section) }
        try root.section("resolution") { (section) throws(ConfigurationError) in try resolution.read(section) }
        try root.section("sweeper") { (section) throws(ConfigurationError) in try sweeper.read(section) }
        try root.section("ledger") { (section) throws(ConfigurationError) in try ledger.read(section) }
        try root.section("withdrawals") { (section) throws(ConfigurationError) in try withdrawals.read(section) }
        try root.section("webhooks") { (section) throws(ConfigurationError) in try webhooks.read(section) }
        try root.section("names") { (section) throws(ConfigurationError) in try names.read(section) }
        try root.section("retention") { (section) throws(ConfigurationError) in try retention.read(section) }
        try root.section("store") { (section) throws(ConfigurationError) in try store.read(section) }
        try root.section("audit") { (section) throws(ConfigurationError) in try audit.read(section) }
        try root.section("log") { (section) throws(ConfigurationError) in try log.read(section) }
    }

    /// Puts everything that lives in the data directory by default into this one.
    package mutating func moveData(to directory: String) {
        dataDirectory = directory
        masterKeyFile = directory + "/master.key"
        admin.socket = directory + "/admin.sock"
        audit.directory = directory + "/audit"
        retention.archiveDirectory = directory + "/archive"
    }

    /// The store's file.
    package var databaseFile: String { dataDirectory + "/fusegate.sqlite" }
}
