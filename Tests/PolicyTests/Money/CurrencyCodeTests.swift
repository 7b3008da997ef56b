import Policy
import Testing

@Suite struct CurrencyCodeTests {
    @Test func caseDoesNotMatter() {
        #expect(CurrencyCode("trx") == CurrencyCode("TRX"))
        #expect(CurrencyCode("usdtTRC20")?.description == "USDTTRC20")
        #expect(Set([CurrencyCode("btc"), CurrencyCode("Btc"), CurrencyCode("BTC")]).count == 1)
    }

    @Test(arguments: ["", " btc", "BTC\n", "ß", "\u{212A}", "BTC/USD", "BTC'", String(repeating: "A", count: 33)])
    func otherTextsAreNone(text: String) {
        #expect(CurrencyCode(text) == nil)
    }
}
