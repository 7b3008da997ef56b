import Store

package struct SQLiteConfiguration: Sendable {
    package var limits = SQLiteLimits()
    /// The schema to bring the file to.
    package var migrations = Migrations.all
    /// A registered SQLite VFS; `nil` is the system's own. Fault tests use another.
    package var vfsName: String?

    package init() {}
}
