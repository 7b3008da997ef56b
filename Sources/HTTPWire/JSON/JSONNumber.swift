/// A JSON number as its token: never a floating-point value, so `100.00` stays `100.00`.
package struct JSONNumber: Hashable, Sendable {
    /// The token as received: RFC 8259 section 6's grammar.
    package let token: String

    init(token: String) { self.token = token }

    package init(_ integer: Int) { self.token = String(integer) }

    /// Equal for equal quantities: `100.00`, `100.0` and `1e2` all give `1e2`.
    ///
    /// Sign, digits without zeros at either end, power of ten. An exponent of more than six digits keeps its token:
    /// no amount has one, and two spellings of such a number may then count as different.
    package var canonicalToken: String {
        var digits: [UInt8] = []
        var exponent = 0
        var seenPoint = false
        var bytes = Array(token.utf8)[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes.removeFirst() }
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "."): seenPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                if bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
                guard bytes.count <= 7, let power = Int(String(decoding: bytes, as: UTF8.self)) else { return token }
                exponent += power
                bytes = []
            default:
                digits.append(byte)
                if seenPoint { exponent -= 1 }
            }
        }
        let zero = UInt8(ascii: "0")
        while digits.last == zero {
            digits.removeLast()
            exponent += 1
        }
        let significant = digits.drop { $0 == zero }
        guard !significant.isEmpty else { return "0" }
        return (negative ? "-" : "") + String(decoding: significant, as: UTF8.self) + "e\(exponent)"
    }
}
