/// Why there is no upstream token. `reason` is for the log and holds no secret.
package struct TokenFailure: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The upstream refused our client credentials: an operator must act.
        case credentialRejected
        /// The upstream did not answer, or not sensibly.
        case unavailable
    }

    package let kind: Kind
    package let reason: String

    package init(kind: Kind, reason: String) {
        self.kind = kind
        self.reason = reason
    }
}
