/// A tenant's webhook secret: `whsec_` and base 64 of random bytes, as Standard Webhooks writes it.
///
/// One text serves both signatures: `CallbackSignature` is keyed with the whole text (what the upstream's PHP sample
/// does with its secret), `StandardWebhookSignature` with the decoded bytes.
package enum WebhookSecret {
    package static let prefix = "whsec_"
    /// The specification asks for 24…64 bytes.
    package static let keyBytes = 32

    package static func make(using generator: inout some RandomNumberGenerator) -> Secret<String> {
        let bytes = (0..<keyBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return Secret(prefix + Base64.encode(bytes))
    }

    /// The key for Standard Webhooks; the text's own bytes when it is not of this form.
    static func standardKey(of secret: Secret<String>) -> [UInt8] {
        let text = secret.exposed
        guard text.hasPrefix(prefix), let key = Base64.decode(text.dropFirst(prefix.count)), !key.isEmpty else {
            return Array(text.utf8)
        }
        return key
    }
}
