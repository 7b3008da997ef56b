import HTTPWire

/// Sends requests of ours: `HTTPClient` over the network, or a simulated one.
package protocol OutboundHTTP: Sendable {
    /// Sends one request and reads its whole answer.
    ///
    /// - Throws: `ClientError`, which says whether the request may have reached the other side.
    func send(_ request: ClientRequest, deadlines: ClientDeadlines) async throws(ClientError) -> ClientResponse
}

extension HTTPClient: OutboundHTTP {}
