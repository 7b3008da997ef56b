import Crypto

/// The symmetric signature of the Standard Webhooks specification (standardwebhooks.com), version `v1`:
/// base 64 of HMAC-SHA256 over `id.timestamp.body`.
package enum StandardWebhookSignature {
    package static let idHeaderName = "webhook-id"
    package static let timestampHeaderName = "webhook-timestamp"
    package static let signatureHeaderName = "webhook-signature"

    /// - Parameters:
    ///   - id: Stable over all attempts: receivers drop what they have seen by it.
    ///   - timestamp: The attempt's time; the header and the signed text carry whole seconds.
    package static func sign(_ body: [UInt8], id: String, timestamp: Timestamp, secret: Secret<String>) -> String {
        let key = SymmetricKey(data: WebhookSecret.standardKey(of: secret))
        var code = HMAC<SHA256>(key: key)
        code.update(data: Array("\(id).\(seconds(of: timestamp)).".utf8))
        code.update(data: body)
        return "v1," + Base64.encode(Array(code.finalize()))
    }

    package static func seconds(of timestamp: Timestamp) -> Int64 { timestamp.millisecondsSinceEpoch / 1000 }
}
