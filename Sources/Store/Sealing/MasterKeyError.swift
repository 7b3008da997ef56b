package enum MasterKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case noPermission(path: String)
    case notPrivate(path: String)
    case malformed(path: String)
    case failed(path: String, reason: String)

    package var description: String {
        switch self {
        case .missing(let path):
            "master key \(path) does not exist: restore it, or correct the path (a new key could not open stored secrets)"
        case .noPermission(let path):
            "no permission to read master key \(path): give it to the user that runs fusegate"
        case .notPrivate(let path):
            "master key \(path) can be read by others: chmod 600 \(path), and make a new key if anyone may have seen it"
        case .malformed(let path):
            "master key \(path) is not 32 bytes in base64 or hex: restore the right file"
        case .failed(let path, let reason):
            "master key \(path) cannot be used: \(reason)"
        }
    }
}
