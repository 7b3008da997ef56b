import Policy

/// A secret of a tenant that a newer one has replaced, and that is valid for a while yet.
package struct RetiringSecret: Sendable {
    package enum Kind: String, CaseIterable, Sendable { case client, webhook }

    package enum Value: Sendable {
        /// `Pepper.hash` of a client secret.
        case clientHash([UInt8])
        /// - Parameter signsCallbacks: whether `X-Webhook-Signature` is still this one's.
        case webhook(Secret<String>, signsCallbacks: Bool)
    }

    package let value: Value
    package let validUntil: Timestamp

    package init(value: Value, validUntil: Timestamp) {
        self.value = value
        self.validUntil = validUntil
    }

    package var kind: Kind {
        switch value {
        case .clientHash: .client
        case .webhook: .webhook
        }
    }

    package var signsCallbacks: Bool {
        guard case .webhook(_, let signsCallbacks) = value else { return false }
        return signsCallbacks
    }
}

extension Tenant {
    /// `Pepper.hash` of each client secret that is valid at `now`.
    package func clientSecretHashes(at now: Timestamp) -> [[UInt8]] {
        [clientSecretHash]
            + retiringSecrets.compactMap { retiring in
                guard case .clientHash(let hash) = retiring.value, now < retiring.validUntil else { return nil }
                return hash
            }
    }

    package func webhookSigning(at now: Timestamp) -> WebhookSigning {
        WebhookSigning(
            current: webhookSecret,
            retiring: retiringSecrets.compactMap { retiring in
                guard case .webhook(let secret, let signsCallbacks) = retiring.value, now < retiring.validUntil else {
                    return nil
                }
                return (secret, signsCallbacks)
            })
    }
}
