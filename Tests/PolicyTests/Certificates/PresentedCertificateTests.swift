import Testing

@testable import Policy

@Suite struct PresentedCertificateTests {
    private static let start = Timestamp(millisecondsSinceEpoch: 1_735_689_600_000)  // 2025-01-01
    private static let end = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000)  // 2026-01-01

    private static func certificate(
        names: [String] = ["other.example"], issuer: String? = "R3"
    ) -> PresentedCertificate {
        PresentedCertificate(names: names, notBefore: start, notAfter: end, issuer: issuer)
    }

    @Test func anotherName() {
        #expect(
            Self.certificate().mismatch(host: "shop.example")
                == "the certificate is for other.example, not shop.example")
        #expect(
            Self.certificate(names: ["a", "b", "c", "d", "e"]).mismatch(host: "shop.example")
                == "the certificate is for a, b, c and 2 more, not shop.example")
        #expect(
            Self.certificate(names: []).mismatch(host: "shop.example")
                == "the certificate is for no host at all, and so not for shop.example")
    }

    @Test(arguments: [
        ("shop.example", "shop.example", true), ("Shop.Example.", "shop.example", true),
        ("shop.example", "a.shop.example", false), ("*.shop.example", "a.shop.example", true),
        ("*.shop.example", "A.Shop.Example.", true), ("*.shop.example", "shop.example", false),
        ("*.shop.example", "a.b.shop.example", false), ("*", "localhost", false), ("*", "shop.example", false),
        ("*.", "localhost", false), ("*.example", "shop.example", false), ("*.com", "shop.com", false),
        ("*.com.", "shop.com", false), ("*.*.example", "a.b.example", false), ("a.*.example", "a.b.example", false),
        ("s*.shop.example", "sa.shop.example", false), ("*s.shop.example", "as.shop.example", false),
        ("**.shop.example", "a.shop.example", false), ("*..example", "a..example", false), ("", "", false),
        ("*.shop.*", "a.shop.b", false),
    ])
    func wildcardsStandForOneLabel(name: String, host: String, isFor: Bool) {
        #expect(Self.certificate(names: ["other.example", name]).isFor(host: host) == isFor)
        #expect(!Self.certificate(names: []).isFor(host: host))
    }

    @Test func timeComesBeforeTrust() {
        let after = Self.end.advanced(by: .seconds(1))
        let before = Self.start.advanced(by: .seconds(-1))
        for issuer in ["R3", nil] {
            let certificate = Self.certificate(issuer: issuer)
            #expect(certificate.distrust(at: after) == "the certificate expired on 2026-01-01")
            #expect(certificate.distrust(at: before) == "the certificate is not valid before 2025-01-01")
        }
    }

    @Test func nobodyVouches() {
        #expect(
            Self.certificate(issuer: nil).distrust(at: Self.start)
                == "the certificate is self-signed, not issued by a known authority")
        #expect(
            Self.certificate().distrust(at: Self.start)
                == "the certificate was issued by \"R3\", for which no known authority vouches: an intermediate "
                + "certificate may be missing")
    }

    @Test func aCertificatesOwnWordsAreHarmless() {
        let evil = Self.certificate(names: ["\u{1B}[2Jshop\u{202E}\n" + String(repeating: "x", count: 500)])
        let text = evil.mismatch(host: "shop.example")
        #expect(text.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) })
        #expect(text.count < 130)
    }
}
