/// A tenant's OAuth client identifier (`fgc_…`, public) and client secret (`fgs_…`).
package enum ClientCredentialText {
    package static func generateID(using generator: inout some RandomNumberGenerator) -> String {
        CredentialText.clientID.generate(using: &generator)
    }

    package static func generateSecret(using generator: inout some RandomNumberGenerator) -> Secret<String> {
        Secret(CredentialText.clientSecret.generate(using: &generator))
    }
}
