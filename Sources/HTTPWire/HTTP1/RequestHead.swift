/// A request's head that has passed every check of this module.
package struct RequestHead: Sendable {
    package let method: HTTPMethod
    /// Origin form, as received: `/path` or `/path?query`, visible ASCII. Of an absolute form only this part, its
    /// authority being Host's. Fields whose names hold `_` are not among `fields`.
    package let target: String
    package let fields: FieldSection
    package let bodyFraming: BodyFraming
    /// Whether the client lets the connection live after this exchange.
    package let keepAlive: Bool
    /// The client holds back a body until `100 Continue` (RFC 9110, section 10.1.1).
    package let expectsContinue: Bool
    package let isHTTP10: Bool
    /// Of `target`, in bytes.
    let pathLength: Int

    /// Begins with `/`, is UTF-8 where it is escaped; has neither dot segments, empty segments nor an encoded `/`, `\` or control byte.
    package var path: Substring { target[..<pathEnd] }
    /// After the first `?`; percent escapes are whole. Before it goes anywhere else: `RequestQuery.encoded`.
    package var query: Substring? {
        pathLength < target.utf8.count ? target[target.utf8.index(after: pathEnd)...] : nil
    }

    private var pathEnd: String.Index { target.utf8.index(target.startIndex, offsetBy: pathLength) }
}
