import Foundation

/// Why the database could not be opened; each text is one line and says what to do.
package enum SQLiteOpenError: Error, Hashable, Sendable, CustomStringConvertible {
    case missingDirectory(path: String)
    case noPermission(path: String)
    case inUse(path: String)
    case notADatabase(path: String)
    case schema(path: String, reason: String)
    case pragmaNotInForce(name: String, wanted: String, found: String)
    case failed(path: String, reason: String)

    package var description: String {
        switch self {
        case .missingDirectory(let path):
            "\(path): its directory does not exist; create it or correct the path"
        case .noPermission(let path):
            "\(path): no permission; give it to the user that runs fusegate (uid \(getuid()))"
        case .inUse(let path):
            "\(path) is in use by another fusegate; stop that one or use another data directory"
        case .notADatabase(let path):
            "\(path) is not an SQLite database, or is damaged; restore a backup or correct the path"
        case .schema(let path, let reason):
            "\(path): \(reason)"
        case .pragmaNotInForce(let name, let wanted, let found):
            "SQLite keeps \(name) at \(found), not \(wanted); put the data directory on a local disk"
        case .failed(let path, let reason):
            "\(path): cannot open the database: \(reason)"
        }
    }

    /// The error for a failed system call on `path`.
    static func systemCall(_ path: String, code: Int32) -> SQLiteOpenError {
        switch code {
        case EACCES, EPERM, EROFS: .noPermission(path: path)
        case ENOENT, ENOTDIR: .missingDirectory(path: path)
        default: .failed(path: path, reason: String(cString: strerror(code)))
        }
    }
}
