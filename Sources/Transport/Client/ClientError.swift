/// Why there is no answer, and whether the request may have reached the other side.
package struct ClientError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Phase: String, Hashable, Sendable { case pool, connect, head, body }

    package enum Kind: Hashable, Sendable {
        case connectFailed
        case tlsFailed
        case timedOut(Phase)
        /// The other side closed the connection before its answer was complete.
        case closed
        /// The request's own `abandonment` happened.
        case abandoned
        case malformedResponse
        case responseTooLarge
        /// Every connection is busy and too many requests wait for one.
        case poolExhausted
        /// The request itself cannot be put on the wire.
        case invalidRequest
    }

    package let kind: Kind
    /// `false`: certainly nothing arrived there, so that sending again is safe. `true`: it may have.
    package let requestBytesWritten: Bool
    /// For the log.
    package let reason: String

    package init(kind: Kind, requestBytesWritten: Bool, reason: String) {
        self.kind = kind
        self.requestBytesWritten = requestBytesWritten
        self.reason = reason
    }

    static func abandoned(requestBytesWritten: Bool) -> ClientError {
        ClientError(kind: .abandoned, requestBytesWritten: requestBytesWritten, reason: "nobody waits for the answer")
    }

    package var description: String { reason }
}
