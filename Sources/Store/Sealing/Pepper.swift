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
    package func hash(_ account: Secret<String>) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(account.exposed.utf8), using: key))
    }

    /// Whether it is one of those behind `hashes`. Compares in constant time, and hashes once however many there are.
    package func matches(_ account: Secret<String>, anyOf hashes: [[UInt8]]) -> Bool {
        let code = hash(account)
        var matches = 0
        for hash in hashes where hash.count == code.count {
            var difference: UInt8 = 0
            for (expected, actual) in zip(hash, code) { difference |= expected ^ actual }
            matches += difference == 0 ? 1 : 0
        }
        return matches > 0
    }
}
