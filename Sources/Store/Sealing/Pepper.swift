import Crypto
import Policy

/// HMAC-SHA256 under an instance secret: what is stored of API keys and client secrets instead of them.
///
/// They hold 190 random bits, so a slow password hash would add nothing; the pepper makes a stolen database useless
/// for testing guesses.
package struct Pepper: Sendable {
    private let key: SymmetricKey

    package init(_ key: Secret<[UInt8]>) { self.key = SymmetricKey(data: key.exposed) }

    /// 32 bytes.
    package func hash(_ credential: Secret<String>) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(credential.exposed.utf8), using: key))
    }

    /// Compares in constant time.
    package func matches(_ credential: Secret<String>, hash: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(hash, authenticating: Array(credential.exposed.utf8), using: key)
    }
}
