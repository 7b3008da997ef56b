import Testing

@testable import Policy

@Suite struct CallbackPolicyTests {
    private static func refusal(_ text: String, _ policy: CallbackPolicy = CallbackPolicy()) -> CallbackURLError? {
        do throws(CallbackURLError) {
            _ = try policy.accept(text)
            return nil
        } catch {
            return error
        }
    }

    private static func networks(_ blocks: String...) -> CallbackPolicy {
        CallbackPolicy(
            allowInsecure: true, addresses: AddressPolicy(allowedNetworks: blocks.compactMap { CIDRBlock($0) }))
    }

    @Test(
        arguments: [
            "https://shop.example/hook", "https://localhost.example/", "https://8.8.8.8/", "https://[2a00:1450::1]/",
            "https://invalid.example/", "https://intranet/",
        ])
    func takesWhatMayBeDelivered(text: String) {
        #expect(Self.refusal(text) == nil)
    }

    @Test(
        arguments: [
            (
                "https://127.0.0.1/hook",
                "webhooks are not sent to 127.0.0.1: loopback (RFC 1122)", "webhooks.allowed_networks"
            ),
            (
                "https://[::ffff:10.1.2.3]/",
                "webhooks are not sent to ::ffff:10.1.2.3: IPv4-mapped form of 10.1.2.3: private (RFC 1918)",
                "webhooks.allowed_networks"
            ),
            (
                "https://169.254.169.254/",
                "webhooks are not sent to 169.254.169.254: link-local, where cloud metadata lives (RFC 3927)",
                "webhooks.allowed_networks"
            ),
            (
                "https://localhost/hook",
                "localhost is the gateway's own machine, where webhooks are not sent", "webhooks.allowed_networks"
            ),
            (
                "https://shop.LOCALHOST./hook",
                "shop.localhost is the gateway's own machine, where webhooks are not sent",
                "webhooks.allowed_networks"
            ),
            ("https://shop.invalid/", "no name server knows shop.invalid: names under .invalid lead nowhere", nil),
            ("https://abc.onion/", "no name server knows abc.onion: names under .onion lead nowhere", nil),
            ("http://shop.example/", "the URL must use https", "webhooks.allow_insecure_callback_urls"),
        ] as [(String, String, String?)])
    func saysTheRuleAndItsKey(text: String, words: String, key: String?) throws {
        let refusal = try #require(Self.refusal(text))
        #expect(refusal.description == words)
        #expect(refusal.settingKey == key)
    }

    @Test func takesWhatTheOperatorAllows() {
        #expect(Self.refusal("http://shop.example/", CallbackPolicy(allowInsecure: true)) == nil)
        #expect(Self.refusal("http://127.0.0.1:8080/", Self.networks("127.0.0.0/8")) == nil)
        #expect(Self.refusal("http://localhost:8080/", Self.networks("127.0.0.0/8")) == nil)
        #expect(Self.refusal("http://localhost:8080/", Self.networks("::1/128")) == nil)
        #expect(Self.refusal("http://localhost:8080/", Self.networks("10.0.0.0/8")) == .localhost("localhost"))
        #expect(Self.refusal("http://10.20.0.1/", Self.networks("10.0.0.0/8")) == nil)
    }
}
