/// The secrets that sign one tenant's webhooks at one time: several while one replaces another.
package struct WebhookSigning: Sendable {
    /// `X-Webhook-Signature`'s, which has room for one: the earlier secret, until its overlap ends or somebody switches,
    /// as a receiver made after the guide knows one secret and looks at nothing else.
    package let callback: Secret<String>
    /// `webhook-signature`'s, newest first: a receiver takes any that it can verify (Standard Webhooks, "Signature
    /// scheme").
    package let standard: [Secret<String>]

    package init(_ secret: Secret<String>) { self.init(callback: secret, standard: [secret]) }

    /// - Parameter retiring: oldest first, those that are valid still.
    package init(current: Secret<String>, retiring: [(secret: Secret<String>, signsCallbacks: Bool)]) {
        self.init(
            callback: retiring.first(where: \.signsCallbacks)?.secret ?? current,
            standard: [current] + retiring.reversed().map(\.secret))
    }

    private init(callback: Secret<String>, standard: [Secret<String>]) {
        self.callback = callback
        self.standard = standard
    }
}
