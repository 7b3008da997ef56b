import Policy

/// A field's text: exactly the keys of the grammar are taken, and both spellings of one are the same key.
enum IdempotencyKeyFuzzing {
    static func check(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let isBare =
            (1...IdempotencyKey.lengthMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }
        guard let key = IdempotencyKey(fieldValue: text) else { return try require(!isBare, "a good bare key refused") }
        let characters = key.description.utf8
        try require(isBare || text.hasPrefix("\"") && text.hasSuffix("\""), "neither bare nor quoted")
        try require(
            (1...IdempotencyKey.lengthMax).contains(characters.count), "a key of \(characters.count) characters")
        try require(characters.allSatisfy { (0x21...0x7E).contains($0) }, "a character that is not visible ASCII")
        if isBare { try require(key.description == text, "another text") }
        let escaped = key.description.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        try require(IdempotencyKey(fieldValue: "\"\(escaped)\"") == key, "another key when quoted")
    }
}
