import Policy
import Testing

struct AuditedPathTests {
    @Test func showsTheWordsOfTheInterfaceAndNothingElse() {
        #expect(AuditedPath.text(of: "/payments/status/") == "/payments/status/")
        #expect(AuditedPath.text(of: "/withdrawal/660e8400-e29b/") == "/withdrawal/*/")
        #expect(AuditedPath.text(of: "/wallets/fg_live_secret") == "/wallets/*")
        #expect(AuditedPath.text(of: "/hooks/cryptofuse/crd_1/Qy7wK") == "/hooks/cryptofuse/*/*")
        #expect(AuditedPath.text(of: "/Payments/{id}/payment") == "/*/*/*")
        #expect(AuditedPath.text(of: "/") == "/")
    }

    @Test func isBounded() {
        let long = "/" + Array(repeating: "payments", count: 500).joined(separator: "/")
        #expect(AuditedPath.text(of: long) == "/payments/payments/payments/payments/payments/payments/payments/…")
        #expect(AuditedPath.text(of: "/" + String(repeating: "a", count: 5000)) == "/*")
    }
}
