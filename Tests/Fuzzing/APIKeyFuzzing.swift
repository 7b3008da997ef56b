import Policy

/// A credential's text: what is taken has the form and holds its checksum, so that no single changed character is taken.
enum APIKeyFuzzing {
    static func check(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        for kind in [CredentialText.apiKey, .clientID, .clientSecret] {
            if kind.isWellFormed(text) { try checkForm(text, of: kind) }
            var source = BytesAsRandomness(bytes: bytes)
            let generated = kind.generate(using: &source)
            try require(kind.isWellFormed(generated), "a key of our own refused")
            try checkForm(generated, of: kind)
            try checkDamage(generated, of: kind, bytes: bytes)
        }
        try require(APIKeyText.validate(text) == CredentialText.apiKey.isWellFormed(text), "two opinions about one key")
    }

    private static func checkForm(_ text: String, of kind: CredentialText) throws {
        try require(text.utf8.count == kind.textLength && text.hasPrefix(kind.prefix), "another form")
        try require(text.utf8.allSatisfy { (0x30...0x7A).contains($0) }, "a character outside the alphabet")
        let others = [CredentialText.apiKey, .clientID, .clientSecret].filter { $0 != kind }
        try require(!others.contains { $0.isWellFormed(text) }, "of two kinds")
    }

    private static func checkDamage(_ text: String, of kind: CredentialText, bytes: [UInt8]) throws {
        guard bytes.count >= 2 else { return }
        var damaged = Array(text.utf8)
        damaged[Int(bytes[0]) % damaged.count] = bytes[1]
        if damaged != Array(text.utf8) { try require(!kind.isWellFormed(damaged), "a damaged key taken") }
        try require(!kind.isWellFormed(damaged.dropLast()) && !kind.isWellFormed(damaged + [0x30]), "another length")
    }

    /// The input, over and over, mixed with a counter so that drawing always comes to an end.
    private struct BytesAsRandomness: RandomNumberGenerator {
        let bytes: [UInt8]
        private var drawn: UInt64 = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func next() -> UInt64 {
            drawn += 1
            let byte = bytes.isEmpty ? 0 : bytes[Int(drawn) % bytes.count]
            return (UInt64(byte) << 56) &+ drawn &* 0x9E37_79B9_7F4A_7C15
        }
    }
}
