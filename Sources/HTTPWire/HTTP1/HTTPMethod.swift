/// The methods that the gateway understands; every other is answered 501 (RFC 9110, section 9.1).
package enum HTTPMethod: Hashable, Sendable, CaseIterable {
    case get, head, post, put, patch, delete, options

    /// As on the wire; methods are case-sensitive.
    package var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        }
    }

    init?(_ bytes: Span<UInt8>) {
        for method in Self.allCases where method.matches(bytes) {
            self = method
            return
        }
        return nil
    }

    private func matches(_ bytes: Span<UInt8>) -> Bool {
        switch self {
        case .get: bytes.equals("GET")
        case .head: bytes.equals("HEAD")
        case .post: bytes.equals("POST")
        case .put: bytes.equals("PUT")
        case .patch: bytes.equals("PATCH")
        case .delete: bytes.equals("DELETE")
        case .options: bytes.equals("OPTIONS")
        }
    }
}
