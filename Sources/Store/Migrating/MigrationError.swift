package enum MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The database holds a migration that this binary does not know.
    case newerSchema(label: String, newestKnown: Int)
    /// The text of an applied migration is no longer what was applied.
    case changed(label: String)
    /// A migration appeared below one that is applied already.
    case outOfOrder(label: String, newestApplied: Int)
    /// The SQL of a migration failed; its transaction was rolled back.
    case failed(label: String, reason: String)

    package var description: String {
        switch self {
        case .newerSchema(let label, let newestKnown):
            "the database has migration \(label), this fusegate knows none after \(newestKnown): run a newer fusegate"
        case .changed(let label):
            "migration \(label) differs from the one that was applied: restore its file and rebuild"
        case .outOfOrder(let label, let newestApplied):
            "migration \(label) comes before \(newestApplied), which is applied already: give it a higher number"
        case .failed(let label, let reason):
            "migration \(label) failed and was rolled back: \(reason)"
        }
    }
}
