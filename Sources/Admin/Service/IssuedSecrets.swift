import Policy

/// What the gateway makes for tenants. Each text is shown once, by whoever asked for it.
enum IssuedSecrets {
    static func clientID() -> String { "fgc_" + random(20).exposed }
    static func clientSecret() -> Secret<String> { random(43) }
    static func webhookSecret() -> Secret<String> { random(43) }
    static func apiKey() -> Secret<String> { random(43) }
    private static func random(_ n: Int) -> Secret<String> {
        Secret(
            String(
                (0..<n).map { _ in
                    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".randomElement() ?? "a"
                }))
    }
}
