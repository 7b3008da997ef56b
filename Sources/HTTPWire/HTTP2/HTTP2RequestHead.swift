import NIOCore

/// Builds a request's head from HTTP/2 fields (RFC 9113, section 8.3) under the very rules of HTTP/1.1: what this module
/// refuses there it refuses here, since the fields are judged by the same parser.
package enum HTTP2RequestHead {
    private static let pseudoFields = [":method", ":scheme", ":authority", ":path"]
    /// RFC 9113, section 8.2.2: they belong to one HTTP/1.1 connection.
    private static let connectionFields = [
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade",
    ]

    /// - Parameters:
    ///   - fields: all of them in the order received, pseudo-fields first.
    ///   - endsStream: whether no body follows.
    /// - Throws: the status to answer.
    package static func make(
        fields: [(name: String, value: String)], endsStream: Bool, limits: WireLimits
    ) throws(WireError) -> RequestHead {
        var pseudo: [String: String] = [:]
        var lines = ""
        var host: String?
        var hasLength = false
        for (name, value) in fields {
            guard isLine(value) else { throw WireRole.request.failure("control byte in a field") }
            if name.hasPrefix(":") {
                guard lines.isEmpty, pseudoFields.contains(name), pseudo.updateValue(value, forKey: name) == nil else {
                    throw WireRole.request.failure("misplaced, repeated or unknown pseudo-field")
                }
                continue
            }
            try check(name, value)
            if name == "host" {
                guard host == nil else { throw WireRole.request.failure("Host given twice") }
                host = value
                continue
            }
            hasLength = hasLength || name == "content-length"
            lines += "\(name): \(value)\r\n"
        }
        let start = try startLine(pseudo, host: host)
        // The frames say where the body ends; the parser is told in its own terms that there is one.
        let coding = endsStream || hasLength ? "" : "transfer-encoding: chunked\r\n"
        return try parse(start + lines + coding + "\r\n", limits: limits)
    }

    private static func startLine(
        _ pseudo: [String: String], host: String?
    ) throws(WireError) -> String {
        guard let method = pseudo[":method"], let path = pseudo[":path"], let scheme = pseudo[":scheme"],
            !method.contains(" "), !path.contains(" "), path.hasPrefix("/")
        else { throw WireRole.request.failure("missing or malformed pseudo-field") }
        guard scheme == "https" || scheme == "http" else { throw WireRole.request.failure("unknown scheme") }
        guard let authority = pseudo[":authority"] ?? host, host == nil || host == authority else {
            throw WireRole.request.failure("missing authority, or two of them")
        }
        return "\(method) \(path) HTTP/1.1\r\nhost: \(authority)\r\n"
    }

    /// RFC 9113, section 8.2.
    private static func check(_ name: String, _ value: String) throws(WireError) {
        guard !name.isEmpty, name.utf8.allSatisfy({ $0.isToken && $0.lowercased == $0 }) else {
            throw WireRole.request.failure("field name is not a token in lower case")
        }
        guard !connectionFields.contains(name), name != "te" || value == "trailers" else {
            throw WireRole.request.failure("field of an HTTP/1.1 connection")
        }
    }

    private static func isLine(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 != 0x0D && $0 != 0x0A && $0 != 0 }
    }

    private static func parse(_ text: String, limits: WireLimits) throws(WireError) -> RequestHead {
        var parser = RequestParser(limits: limits)
        parser.append(ByteBuffer(string: text))
        guard case .head(let head) = try parser.next() else { throw WireRole.request.failure("malformed request") }
        return head
    }
}
