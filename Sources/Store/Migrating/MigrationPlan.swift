/// What a database still needs, judged from what was applied to it before.
package struct MigrationPlan: Hashable, Sendable {
    package let pending: [Migration]

    /// - Throws: `MigrationError` when the database is not one that this binary may write to.
    package init(applied: [AppliedMigration], available: [Migration]) throws(MigrationError) {
        let known = Dictionary(available.map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })
        let newestKnown = available.map(\.version).max() ?? 0
        for record in applied {
            guard let migration = known[record.version] else {
                guard record.version > newestKnown else { throw .removed(record.version, name: record.name) }
                throw .newer(found: record.version, newestKnown: newestKnown)
            }
            guard migration.checksum == record.checksum else { throw .changed(record.version, name: record.name) }
        }
        let done = Set(applied.map(\.version))
        pending = available.filter { !done.contains($0.version) }.sorted { $0.version < $1.version }
    }
}

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
}

package enum MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
    case newer(found: Int, newestKnown: Int)
    case changed(Int, name: String)
    case removed(Int, name: String)

    package var description: String {
        switch self {
        case .newer(let found, let newestKnown):
            "its schema \(found) is newer than this fusegate knows (\(newestKnown)); run the newer fusegate"
        case .changed(let version, let name):
            "migration \(version) (\(name)) differs from the one applied earlier; run a released fusegate"
        case .removed(let version, let name):
            "migration \(version) (\(name)) was applied but is unknown here; run the fusegate that applied it"
        }
    }
}
