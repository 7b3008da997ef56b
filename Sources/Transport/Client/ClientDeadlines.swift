/// How long a request of ours may take, and how large its answer may be.
package struct ClientDeadlines: Hashable, Sendable {
    /// For the connection, TLS included.
    package var connect: Duration
    /// From the request's last byte to the end of the answer's head.
    package var head: Duration
    /// For everything, waiting for a pooled connection included.
    package var total: Duration
    package var responseBodyBytesMax: Int

    package init(connect: Duration, head: Duration, total: Duration, responseBodyBytesMax: Int) {
        self.connect = connect
        self.head = head
        self.total = total
        self.responseBodyBytesMax = responseBodyBytesMax
    }

    /// The same, but for a call that is not worth waiting for longer than that.
    package func shortened(to max: Duration) -> ClientDeadlines {
        let total = min(total, max)
        return ClientDeadlines(
            connect: min(connect, total), head: min(head, total), total: total,
            responseBodyBytesMax: responseBodyBytesMax)
    }
}
