import Policy

/// What the gateway makes for tenants, from the system's random source. Each text is shown once.
enum IssuedSecrets {
    static func clientID() -> String { make { ClientCredentialText.generateID(using: &$0) } }
    static func clientSecret() -> Secret<String> { make { ClientCredentialText.generateSecret(using: &$0) } }
    static func webhookSecret() -> Secret<String> { make { WebhookSecret.make(using: &$0) } }
    static func apiKey() -> Secret<String> { make { APIKeyText.generate(using: &$0) } }

    private static func make<Value>(_ generate: (inout SystemRandomNumberGenerator) -> Value) -> Value {
        var generator = SystemRandomNumberGenerator()
        return generate(&generator)
    }
}
