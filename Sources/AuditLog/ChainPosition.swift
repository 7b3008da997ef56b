import Crypto

/// A SHA-256 that stands for a record and everything before it.
struct ChainHash: Hashable, Sendable, CustomStringConvertible {
    static let hexLength = 64
    /// What the first record of all continues.
    static let genesis = ChainHash(bytes: SIMD32(repeating: 0))

    let bytes: SIMD32<UInt8>

    init(bytes: SIMD32<UInt8>) { self.bytes = bytes }

    /// SHA-256(previous ‖ record), the record being its line without the `hash` member.
    init(after previous: ChainHash, record: UnsafeRawBufferPointer) {
        var sha = SHA256()
        withUnsafeBytes(of: previous.bytes) { sha.update(bufferPointer: $0) }
        sha.update(bufferPointer: record)
        var bytes = SIMD32<UInt8>()
        sha.finalize().withUnsafeBytes { digest in withUnsafeMutableBytes(of: &bytes) { $0.copyMemory(from: digest) } }
        self.bytes = bytes
    }

    /// `nil` unless `hex` is 64 lower-case hex digits.
    init?(hex: some Collection<UInt8>) {
        guard let decoded = Hex.decode(hex), decoded.count == 32 else { return nil }
        var bytes = SIMD32<UInt8>()
        withUnsafeMutableBytes(of: &bytes) { $0.copyBytes(from: decoded) }
        self.bytes = bytes
    }

    func appendHex(to output: inout [UInt8]) {
        withUnsafeBytes(of: bytes) { Hex.append($0, to: &output) }
    }

    var description: String {
        var hex: [UInt8] = []
        appendHex(to: &hex)
        return String(decoding: hex, as: UTF8.self)
    }
}

/// The end of a chain: its last record's number and hash. An empty chain is at 0.
struct ChainPosition: Hashable, Sendable {
    var sequence: UInt64
    var hash: ChainHash

    static let genesis = ChainPosition(sequence: 0, hash: .genesis)
}

/// Lower-case hexadecimal; one spelling, so that upper case is refused.
enum Hex {
    private static var digits: StaticString { "0123456789abcdef" }

    static func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
        for byte in bytes {
            output.append(digits.utf8Start[Int(byte >> 4)])
            output.append(digits.utf8Start[Int(byte & 15)])
        }
    }

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var output: [UInt8] = []
        append(bytes, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(text.count / 2)
        var high: UInt8?
        for character in text {
            guard let value = value(of: character) else { return nil }
            if let first = high {
                output.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return output
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
