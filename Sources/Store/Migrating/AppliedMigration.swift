/// A row of `schema_migrations`.
package struct AppliedMigration: Hashable, Sendable {
    package let version: Int
    package let name: String
    package let checksum: String

    package init(version: Int, name: String, checksum: String) {
        self.version = version
        self.name = name
        self.checksum = checksum
    }

    var label: String { Migration.label(version: version, name: name) }
}
