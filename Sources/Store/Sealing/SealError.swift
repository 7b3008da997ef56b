package enum SealError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Sealed under a key that was not given.
    case unknownKey(table: String, column: String)
    /// Changed, cut short, or moved here from another row or column.
    case tampered(table: String, column: String)

    package var description: String {
        switch self {
        case .unknownKey(let table, let column):
            "\(table).\(column) is sealed under another master key: start with the key file it was sealed with"
        case .tampered(let table, let column):
            "\(table).\(column) is damaged or was moved from another row: restore the database from a backup"
        }
    }
}
