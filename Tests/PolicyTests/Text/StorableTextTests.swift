import Policy
import Testing

@Suite struct StorableTextTests {
    @Test func whatAnIndexMayHoldIsBoundedInBytes() {
        #expect(StorableText.isIndexable(""))
        #expect(StorableText.isIndexable(String(repeating: "€", count: 200)), "600 bytes")
        #expect(!StorableText.isIndexable(String(repeating: "€", count: 200) + "a"))
        #expect(!StorableText.isIndexable("a\0b"))
    }

    @Test func aNullIsReplacedAndAllElseStays() {
        #expect(StorableText.replacingNull(in: "a\0b\0") == "a\u{FFFD}b\u{FFFD}")
        #expect(StorableText.replacingNull(in: "grüße\u{1}") == "grüße\u{1}")
    }
}
