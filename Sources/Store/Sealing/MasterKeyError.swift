import Foundation

/// Why there is no master key; each text is one line and says what to do.
package enum MasterKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case noPermission(path: String)
    /// Group or others may read it.
    case exposed(path: String)
    case malformed(path: String)
    case failed(path: String, reason: String)

    package var description: String {
        switch self {
        case .missing(let path):
            "master key \(path) does not exist; restore it, or correct the path"
        case .noPermission(let path):
            "master key \(path): no permission; give it to the user that runs fusegate (uid \(geteuid()))"
        case .exposed(let path):
            "master key \(path) is open to other users; replace it if they may have read it, and chmod 600 it"
        case .malformed(let path):
            "master key \(path) is not a file of 32 bytes in base 64; restore it, or correct the path"
        case .failed(let path, let reason):
            "master key \(path): \(reason)"
        }
    }

    static func systemCall(_ path: String, code: Int32) -> MasterKeyError {
        switch code {
        case ENOENT: .missing(path: path)
        case EACCES, EPERM, EROFS: .noPermission(path: path)
        default: .failed(path: path, reason: String(cString: strerror(code)))
        }
    }
}
