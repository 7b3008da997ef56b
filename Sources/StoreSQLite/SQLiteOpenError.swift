#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why the database could not be opened; each text says what to do.
package enum SQLiteOpenError: Error, Hashable, Sendable, CustomStringConvertible {
    case missingParent(directory: String)
    case notADirectory(String)
    case noPermission(path: String)
    case inUse(directory: String)
    case notADatabase(path: String)
    case foreignDatabase(path: String)
    case libraryTooOld(version: String)
    case pragmaNotInForce(name: String, wanted: String, found: String)
    case tableNotStrict(String)
    case failed(path: String, reason: String)

    package var description: String {
        switch self {
        case .missingParent(let directory):
            "data directory \(directory) cannot be made, its parent does not exist: create it or correct the path"
        case .notADirectory(let path):
            "data directory \(path) is not a directory: correct the path"
        case .noPermission(let path):
            "no permission for \(path): give it to the user that runs fusegate (uid \(getuid()))"
        case .inUse(let directory):
            "data directory \(directory) is in use by another fusegate: stop that one, or use another directory"
        case .notADatabase(let path):
            "\(path) is not an SQLite database, or is damaged: restore it from a backup or correct the path"
        case .foreignDatabase(let path):
            "\(path) is another program's SQLite database: correct the path"
        case .libraryTooOld(let version):
            "SQLite \(version) is too old: install 3.40 or newer"
        case .pragmaNotInForce(let name, let wanted, let found):
            "SQLite refused \(name) = \(wanted) (it is \(found)): the file system may not support it; use a local disk"
        case .tableNotStrict(let table):
            "table \(table) is not STRICT: its migration must say so"
        case .failed(let path, let reason):
            "cannot open \(path): \(reason)"
        }
    }

    /// The error for a failed system call on `path`.
    static func systemCall(path: String, code: Int32) -> SQLiteOpenError {
        switch code {
        case EACCES, EPERM, EROFS: .noPermission(path: path)
        case ENOTDIR: .notADirectory(path)
        case ENOENT: .missingParent(directory: path)
        default: .failed(path: path, reason: String(cString: strerror(code)))
        }
    }
}
