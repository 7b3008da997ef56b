package enum InstanceSecretsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The database's secrets are sealed under another key.
    case wrongMasterKey
    /// A stored secret is damaged or missing while others are there.
    case damaged(setting: String)

    package var description: String {
        switch self {
        case .wrongMasterKey:
            "the master key does not belong to this database: start with the key file the database was made with"
        case .damaged(let setting):
            "setting \"\(setting)\" in the database is damaged or missing: restore the database from a backup"
        }
    }
}
