import Crypto

/// `X-Webhook-Signature`: hex HMAC-SHA256 over the raw body, keyed with the secret's own text.
///
/// Source: the integration guide, "Webhook Verification". It covers neither a time nor an id, so a captured call
/// verifies for ever: whoever checks it must also drop what was seen before.
package enum CallbackSignature {
    package static let headerName = "X-Webhook-Signature"

    /// 64 lower-case hex digits.
    package static func sign(_ body: [UInt8], secret: Secret<String>) -> String {
        Hexadecimal.encode(code(body, secret))
    }

    /// Takes hex of either case and compares the decoded bytes in constant time with what every secret gives; how long
    /// it takes does not tell which secret matched.
    package static func verify(_ signature: String, over body: [UInt8], secrets: [Secret<String>]) -> Bool {
        guard let received = Hexadecimal.decode(signature), received.count == SHA256.byteCount else { return false }
        var matches = 0
        for secret in secrets {
            var difference: UInt8 = 0
            for (expected, actual) in zip(code(body, secret), received) { difference |= expected ^ actual }
            matches += difference == 0 ? 1 : 0
        }
        return matches > 0
    }

    private static func code(_ body: [UInt8], _ secret: Secret<String>) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.exposed.utf8)))
    }
}
