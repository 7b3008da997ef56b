import HTTPWire

/// A form's body: what is read writes to the same pairs.
enum FormFuzzing {
    static func check(_ bytes: [UInt8]) throws {
        guard let pairs = FormURLEncoding.decode(bytes) else { return }
        let written = FormURLEncoding.encode(pairs)
        try require(written.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "a byte that must be escaped")
        guard let again = FormURLEncoding.decode(written.utf8) else {
            throw BrokenInvariant(description: "writes what cannot be read")
        }
        try require(again.count == pairs.count, "another number of pairs")
        for (one, other) in zip(pairs, again) {
            let isSame = one.name.utf8.elementsEqual(other.name.utf8) && one.value.utf8.elementsEqual(other.value.utf8)
            try require(isSame, "another pair when written")
        }
    }
}
