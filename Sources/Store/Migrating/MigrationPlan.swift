/// What is left to apply, or why nothing may be applied. Pure.
package struct MigrationPlan: Hashable, Sendable {
    /// Oldest first.
    package let pending: [Migration]

    /// - Throws: `MigrationError` when the database and the binary do not share one history.
    package init(known: [Migration], applied: [AppliedMigration]) throws(MigrationError) {
        let knownByVersion = Dictionary(known.map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })
        for record in applied {
            guard let migration = knownByVersion[record.version] else {
                throw .newerSchema(label: record.label, newestKnown: known.map(\.version).max() ?? 0)
            }
            guard migration.name == record.name, migration.checksum == record.checksum else {
                throw .changed(label: record.label)
            }
        }
        let newestApplied = applied.map(\.version).max() ?? 0
        let appliedVersions = Set(applied.map(\.version))
        let pending = known.filter { !appliedVersions.contains($0.version) }.sorted { $0.version < $1.version }
        // A later step may already rest on the schema without it; two databases would end up different.
        if let late = pending.first, late.version < newestApplied {
            throw .outOfOrder(label: late.label, newestApplied: newestApplied)
        }
        self.pending = pending
    }
}
