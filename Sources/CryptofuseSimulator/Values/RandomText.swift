/// Opaque identifiers as the upstream makes them.
enum RandomText {
    private static let hexDigits = Array("0123456789abcdef".utf8)
    private static let base58 = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// A version 4 UUID in lower case.
    static func uuid() -> String {
        let high = UInt64.random(in: 0 ... .max) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = UInt64.random(in: 0 ... .max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return String(unsafeUninitializedCapacity: 36) { out in
            var index = 0
            for word in [high, low] {
                for nibble in 0..<16 {
                    if index == 8 || index == 13 || index == 18 || index == 23 {
                        out[index] = UInt8(ascii: "-")
                        index += 1
                    }
                    out[index] = hexDigits[Int(word >> UInt64(60 - nibble * 4) & 15)]
                    index += 1
                }
            }
            return index
        }
    }

    /// An opaque token of 30 characters, the length Django OAuth Toolkit makes.
    static func token() -> String { text(30, from: letters) }

    static func hex(_ count: Int) -> String { text(count, from: hexDigits) }

    static func address(of blockchain: String) -> String {
        switch blockchain {
        case "trx": "T" + text(33, from: base58)
        case "btc": "bc1q" + text(38, from: Array("023456789acdefghjklmnpqrstuvwxyz".utf8))
        default: "0x" + hex(40)
        }
    }

    /// Nine bits a character, seven characters a random word: the bias (below 12 %) does not matter for opaque names,
    /// a system call for each character would.
    private static func text(_ count: Int, from alphabet: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: count) { out in
            var word: UInt64 = 0
            for index in 0..<count {
                word = index % 7 == 0 ? UInt64.random(in: 0 ... .max) : word >> 9
                out[index] = alphabet[Int(word & 511) % alphabet.count]
            }
            return count
        }
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(hexDigits[Int(byte >> 4)])
            text.append(hexDigits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
