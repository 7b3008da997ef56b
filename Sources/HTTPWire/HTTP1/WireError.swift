/// Bytes that are not acceptable HTTP/1.1.
package struct WireError: Error, Hashable, Sendable {
    /// What to answer: 4xx or 5xx for a request, 502 for an upstream's response.
    package let status: Int
    /// For the log: fixed text that never repeats bytes of the peer.
    package let reason: String
    /// A bound on the head: what came until then was in order.
    package let isHeadBound: Bool

    package init(status: Int, reason: String, isHeadBound: Bool = false) {
        self.status = status
        self.reason = reason
        self.isHeadBound = isHeadBound
    }
}
