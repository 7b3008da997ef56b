import Store

package struct SQLiteConfiguration: Sendable {
    package var limits = SQLiteLimits()
    /// The schema to bring the file to.
    package var migrations = Migrations.all
    /// A registered SQLite VFS; `nil` is the system's own. Fault tests use another.
    package var vfsName: String?

    /// synchronous = NORMAL: fast, and a power cut loses what was acknowledged last. It proves that the durability tests
    /// would notice; internal to this target, so that no configuration of a gateway can ask for it.
    var losesAcknowledgedWritesAtPowerCut = false

    package init() {}
}
