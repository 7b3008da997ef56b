/// A currency as the upstream names it, such as `USDTTRC20`: one spelling whatever the case, since the upstream varies it.
package struct CurrencyCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Far above any code of the catalogue; bounds what a tenant can make us store.
    package static let lengthMax = 32

    /// Upper case.
    package let description: String

    /// Where nobody has said which one: ISO 4217's code for no currency.
    package static let unnamed = CurrencyCode(checked: "XXX")

    private init(checked description: String) { self.description = description }

    /// `nil` unless `text` is 1 to `lengthMax` ASCII letters, digits, `_`, `-` or `.`.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard (1...Self.lengthMax).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
        description = text.uppercased()
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
