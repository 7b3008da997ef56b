/// Why the transport could not be set up; one line for the operator.
package enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    case listen(String)
    case tls(String)
    case names(String)

    package var description: String {
        switch self {
        case .listen(let reason), .tls(let reason), .names(let reason): reason
        }
    }
}
