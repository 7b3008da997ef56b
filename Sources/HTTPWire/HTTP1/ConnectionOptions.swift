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
                guard !ProtectedField.contains(option) else {
                    throw role.failure("Connection names an end-to-end field")
                }
            }
        }
    }

    func persists(isHTTP10: Bool) -> Bool { !close && (!isHTTP10 || keepAlive) }
}
