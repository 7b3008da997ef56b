/// Which side's message is read: what is refused with which status, and where the two grammars differ.
enum WireRole: Sendable {
    case request, response

    var malformed: Int { self == .request ? 400 : 502 }
    var bodyTooLarge: Int { self == .request ? 413 : 502 }
    var headTooLarge: Int { self == .request ? 431 : 502 }

    /// Outside of fields' values (RFC 9110, section 5.5), where both sides may send UTF-8 or Latin-1: a reason phrase is
    /// for people, a request line is not.
    var allowsOpaqueBytes: Bool { self == .response }
    /// `_` and `-` become one in CGI-like servers, so that a request's `_` could shadow a field: it is dropped.
    var ignoresUnderscoreInNames: Bool { self == .request }
    /// RFC 9110, section 8.6 allows leading zeros, which some readers take for octal. A request has no reason for them.
    var allowsLeadingZeros: Bool { self == .response }
    /// A request's trailers could add fields after they were judged; a response's are read and dropped.
    var allowsTrailers: Bool { self == .response }

    func failure(_ reason: String) -> WireError { WireError(status: malformed, reason: reason) }
}
