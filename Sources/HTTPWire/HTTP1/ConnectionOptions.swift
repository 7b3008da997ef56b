/// What the Connection fields of one head ask for (RFC 9110, section 7.6.1).
struct ConnectionOptions: Sendable {
    private(set) var close = false
    private(set) var keepAlive = false

    /// Reads one field's value, a list of tokens in which empty elements count for nothing.
    ///
    /// - Throws: for a request that asks us to drop a field on which its meaning rests.
    mutating func add(_ value: Span<UInt8>, role: WireRole) throws(WireError) {
        var start = 0
        while start <= value.count {
            let end = value.firstIndex(of: UInt8(ascii: ","), from: start) ?? value.count
            let option = value.extracting(value.trimmed(start..<end))
            start = end + 1
            if option.isEmpty { continue }
            if option.equalsIgnoringCase("close") {
                close = true
            } else if option.equalsIgnoringCase("keep-alive") {
                keepAlive = true
            } else if role == .request {
                guard option.isToken else { throw role.failure("Connection holds something else than tokens") }
                guard !Self.isProtected(option) else { throw role.failure("Connection names an end-to-end field") }
            }
        }
    }

    func persists(isHTTP10: Bool) -> Bool { !close && (!isHTTP10 || keepAlive) }

    /// A hop that obeyed such an option would remove the field and change the request.
    private static func isProtected(_ option: Span<UInt8>) -> Bool {
        option.equalsIgnoringCase("host") || option.equalsIgnoringCase("authorization")
            || option.equalsIgnoringCase("content-length") || option.equalsIgnoringCase("content-type")
            || option.equalsIgnoringCase("content-encoding") || option.equalsIgnoringCase("transfer-encoding")
            || option.equalsIgnoringCase("idempotency-key") || option.equalsIgnoringCase("x-api-key")
            || option.equalsIgnoringCase("expect") || option.equalsIgnoringCase("cookie")
            || option.equalsIgnoringCase("connection") || option.equalsIgnoringCase("forwarded")
            || option.equalsIgnoringCase("x-forwarded-for") || option.equalsIgnoringCase("x-forwarded-host")
            || option.equalsIgnoringCase("x-forwarded-proto") || option.equalsIgnoringCase("x-request-id")
            || option.equalsIgnoringCase("x-webhook-signature")
    }
}
