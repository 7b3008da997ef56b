import Policy
import Testing

struct CertificateBindingTests {
    private static let digest = [UInt8](repeating: 0xAB, count: 32)
    private static let digits = String(repeating: "ab", count: 32)

    @Test(arguments: [
        ("sha256:" + digits, "sha256:" + digits),
        ("SHA256:" + Array(repeating: "AB", count: 32).joined(separator: ":"), "sha256:" + digits),
        ("dns:Client.Example", "dns:client.example"),
        ("uri:spiffe://example/shop", "uri:spiffe://example/shop"),
    ])
    func readsEachForm(text: String, canonical: String) {
        #expect(CertificateBinding(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "sha256:", "sha256:abcd", "sha256:" + digits + "ab", "sha1:" + digits, digits, "dns:", "dns:*.example",
        "dns:a b", "dns:" + String(repeating: "a", count: 254), "uri:no-scheme", "uri:", "email:a@b",
    ])
    func refusesWhatNoCertificateCouldMatch(text: String) { #expect(CertificateBinding(text) == nil) }

    @Test func matchesOnlyItsOwnKind() throws {
        let certificate = ClientCertificate(
            fingerprint: Self.digest, dnsNames: ["Shop.Example"], uris: ["spiffe://example/shop"])
        for text in ["sha256:" + Self.digits, "dns:shop.example", "uri:spiffe://example/shop"] {
            #expect(try #require(CertificateBinding(text)).matches(certificate))
        }
        for text in ["sha256:" + String(repeating: "00", count: 32), "dns:example", "uri:spiffe://example/shop/"] {
            #expect(!(try #require(CertificateBinding(text)).matches(certificate)))
        }
    }

    @Test func aWildcardInAClientsCertificateIsNobodys() throws {
        let names: Set = ["*", "*.example", "*.shop.example", "s*.example", "*.*.example"]
        let certificate = ClientCertificate(fingerprint: Self.digest, dnsNames: names, uris: ["*"])
        for text in ["dns:shop.example", "dns:a.shop.example", "dns:localhost", "uri:spiffe://example/shop"] {
            #expect(!(try #require(CertificateBinding(text)).matches(certificate)))
        }
    }

    @Test func aTenantWithoutBindingsNeedsNoCertificate() throws {
        let certificate = ClientCertificate(fingerprint: Self.digest)
        let own = try #require(CertificateBinding("sha256:" + Self.digits))
        let other = try #require(CertificateBinding("dns:other.example"))
        #expect(CertificateBinding.allow(nil, []))
        #expect(CertificateBinding.allow(certificate, []))
        #expect(!CertificateBinding.allow(nil, [own]))
        #expect(!CertificateBinding.allow(certificate, [other]))
        #expect(CertificateBinding.allow(certificate, [other, own]))
    }
}
