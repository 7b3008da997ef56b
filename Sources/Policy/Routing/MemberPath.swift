/// The dotted path of a member of a JSON body, such as `metadata.cart_id`.
package struct MemberPath: Hashable, Sendable, CustomStringConvertible {
    /// As deep as any body of the upstream's guide, and some more.
    package static let namesMax = 8
    package static let nameBytesMax = 64

    package let names: [String]

    /// `nil` unless each name is 1 to 64 letters of ASCII, digits, `_` or `-`, and none of them is no tenant's to say.
    package init?(_ text: String) {
        let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard names.count <= Self.namesMax, names.allSatisfy(Self.isName),
            !names.contains(where: ForwardedMembers.isRefused)
        else { return nil }
        self.names = names
    }

    package var description: String { names.joined(separator: ".") }

    private static func isName(_ text: String) -> Bool {
        (1...nameBytesMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
