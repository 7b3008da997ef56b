/// Why the admin API cannot start.
package enum AdminServerError: Error, Hashable, Sendable, CustomStringConvertible {
    case inUse(String)
    case notASocket(String)
    case cannotListen(String, reason: String)
    /// - Parameter key: of the configuration.
    case operatorGroup(key: String, String, reason: String)

    package var description: String {
        switch self {
        case .inUse(let path):
            "another fusegate serves the admin socket \(path): stop it, or set admin.socket to another path"
        case .notASocket(let path):
            "\(path) exists and is not a socket: remove it, or set admin.socket to another path"
        case .cannotListen(let path, let reason): "the admin socket \(path) cannot be used: \(reason)"
        case .operatorGroup(let key, let name, let reason): "\(key): \(name) cannot be used: \(reason)"
        }
    }
}
