import HTTPWire
import Policy

/// An amount's text: what is taken is a JSON number of exactly the same quantity, and each way to write it reads back.
enum AmountFuzzing {
    static func check(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let amount = try? Amount(parsing: text) else { return }
        try require(text.utf8.count <= Amount.textBytesMax, "a text of \(text.utf8.count) bytes")
        try require(try Amount(parsing: amount.exactText) == amount, "another amount from its exact text")
        try require(try Amount(parsing: amount.description) == amount, "another amount from its description")
        guard case .number(let number) = try JSONValue.parse(bytes), number.token == text else {
            throw BrokenInvariant(description: "no JSON number")
        }
        guard case .number(let exact) = try JSONValue.parse(amount.exactText.utf8) else {
            throw BrokenInvariant(description: "an exact text that is no JSON number")
        }
        try require(number.canonicalToken == exact.canonicalToken, "another quantity: \(amount)")
        try checkCutting(amount)
    }

    /// Fewer digits never show more than there is.
    private static func checkCutting(_ amount: Amount) throws {
        for decimals in [0, 2, 6, 8] {
            let shown = try Amount(parsing: amount.text(decimals: decimals))
            try require(shown.atoms.magnitude <= amount.atoms.magnitude, "shows more than there is")
            try require(shown.isZero || shown.isNegative == amount.isNegative, "another sign")
        }
    }
}
