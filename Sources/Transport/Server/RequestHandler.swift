import HTTPWire

/// Answers requests. Called on the connection's own event loop, one request of a connection at a time.
package protocol RequestHandler: Sendable {
    func respond(to request: ServerRequest) async -> ServerResponse
    /// Answers bytes that are no acceptable request. The connection is closed afterwards.
    func respond(toMalformed error: WireError, from addresses: PeerAddresses) -> ServerResponse
}
