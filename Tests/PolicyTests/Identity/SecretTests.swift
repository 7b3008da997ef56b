import Policy
import Testing

@Suite struct SecretTests {
    private struct Holder { let secret: Secret<String> }

    @Test func noWayOfPrintingShowsIt() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        let texts = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])",
            "\(Optional(secret) as Any)", "\(Holder(secret: secret))", dumped,
        ]
        for text in texts { #expect(!text.contains("hunter2"), "\(text)") }
        #expect(secret.exposed == "hunter2")
    }
}
