import Crypto
import Policy

/// Turns credentials that we issued into what is kept of them. They are random and long, so one HMAC-SHA256 suffices;
/// the key makes a copied database useless for checking guesses, too.
package struct Pepper: Sendable {
    private let key: Secret<SymmetricKey>

    /// - Parameter key: 32 random bytes.
    package init(key: Secret<[UInt8]>) { self.key = Secret(SymmetricKey(data: key.exposed)) }

    /// - Returns: 32 bytes.
    package func hash(_ credential: Secret<String>) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(credential.exposed.utf8), using: key.exposed))
    }

    /// Compares in constant time.
    package func isHash(_ hash: [UInt8], of credential: Secret<String>) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(hash, authenticating: Array(credential.exposed.utf8), using: key.exposed)
    }
}
