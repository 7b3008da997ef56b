/// The text of an API key: `fg_live_`, 32 random base-62 characters, 6 of checksum.
package enum APIKeyText {
    package static func generate(using generator: inout some RandomNumberGenerator) -> Secret<String> {
        Secret(CredentialText.apiKey.generate(using: &generator))
    }

    /// False for a wrong checksum too: that text is not a key and needs no look-up.
    package static func validate(_ text: some StringProtocol) -> Bool { CredentialText.apiKey.isWellFormed(text) }
}
