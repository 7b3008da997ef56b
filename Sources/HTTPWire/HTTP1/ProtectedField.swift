/// The fields on which a request's meaning rests: how long it is, where it goes, who sends it, and what it asks for. A
/// hop that dropped one, or took another name for it, would see another request than we do.
enum ProtectedField {
    private static let longestName = 32

    private static let names: [StaticString] = [
        // Framing.
        "connection", "content-encoding", "content-length", "content-type", "expect", "transfer-encoding",
        // Routing.
        "forwarded", "host", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto",
        "x-forwarded-server", "x-http-method-override", "x-original-url", "x-real-ip", "x-rewrite-url",
        // Authentication, and what a request is known by.
        "authorization", "cookie", "idempotency-key", "proxy-authorization", "x-api-key", "x-request-id",
        "x-webhook-signature",
    ]

    /// Whatever the case; with `_` read as `-`, as CGI-like servers do.
    static func contains(_ name: Span<UInt8>) -> Bool {
        guard name.count <= longestName else { return false }
        return names.contains { matches(name, $0) }
    }

    private static func matches(_ name: Span<UInt8>, _ known: StaticString) -> Bool {
        guard name.count == known.utf8CodeUnitCount else { return false }
        for index in name.indices {
            let byte = name[index] == UInt8(ascii: "_") ? UInt8(ascii: "-") : name[index].lowercased
            guard byte == known.utf8Start[index] else { return false }
        }
        return true
    }
}
