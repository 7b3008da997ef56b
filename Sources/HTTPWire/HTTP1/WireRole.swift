/// Which side's message is read: what is refused with which status, and where the two grammars differ.
enum WireRole: Sendable {
    case request, response

    var malformed: Int { self == .request ? 400 : 502 }
    var bodyTooLarge: Int { self == .request ? 413 : 502 }
    var headTooLarge: Int { self == .request ? 431 : 502 }

    /// Upstreams send UTF-8 or Latin-1 in values; a request has no reason to.
    var allowsOpaqueBytes: Bool { self == .response }
    /// `_` and `-` become one in CGI-like servers behind us, so a request's `_` could shadow a checked field.
    var allowsUnderscoreInNames: Bool { self == .response }
    /// A request's trailers could add fields after they were judged; a response's are read and dropped.
    var allowsTrailers: Bool { self == .response }

    func failure(_ reason: String) -> WireError { WireError(status: malformed, reason: reason) }
}
