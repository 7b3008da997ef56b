/// The chunked coding (RFC 9112, section 7.1) read the slow and obvious way, from bytes that are all there.
struct ChunkedModel: Equatable {
    enum End: Equatable {
        /// With the number of bytes that belong to the body.
        case whole(length: Int)
        case incomplete
        case refused
    }

    private(set) var body: [UInt8] = []
    private(set) var end = End.incomplete

    init(_ bytes: [UInt8], bodyBytesMax: Int) {
        end = read(bytes, bodyBytesMax: bodyBytesMax)
    }

    private mutating func read(_ bytes: [UInt8], bodyBytesMax: Int) -> End {
        var rest = bytes[...]
        while true {
            guard let line = Self.line(&rest, digitsMax: 16) else { return Self.broken(rest, digitsMax: 16) }
            guard let size = UInt64(line, radix: 16), line.allSatisfy(\.isHexDigit) else { return .refused }
            if size == 0 { break }
            guard size <= UInt64(bodyBytesMax - body.count) else { return .refused }
            let data = rest.prefix(Int(size))
            body += data
            rest = rest.dropFirst(data.count)
            guard data.count == Int(size) else { return .incomplete }
            guard Self.line(&rest, digitsMax: 0) != nil else { return Self.broken(rest, digitsMax: 0) }
        }
        guard Self.line(&rest, digitsMax: 0) != nil else { return Self.broken(rest, digitsMax: 0) }
        return .whole(length: bytes.count - rest.count)
    }

    /// At most `digitsMax` bytes and CRLF.
    private static func line(_ rest: inout ArraySlice<UInt8>, digitsMax: Int) -> String? {
        guard let end = rest.firstIndex(of: 0x0D), end - rest.startIndex <= digitsMax,
            rest.index(after: end) < rest.endIndex,
            rest[rest.index(after: end)] == 0x0A
        else { return nil }
        defer { rest = rest[(end + 2)...] }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    /// What is not a line may still become one.
    private static func broken(_ rest: ArraySlice<UInt8>, digitsMax: Int) -> End {
        let digits = rest.prefix { (0x20...0x7E).contains($0) || $0 == 0x09 }
        let end = rest.dropFirst(digits.count)
        let mayGrow = end.isEmpty || end.elementsEqual([0x0D])
        return mayGrow && digits.count <= digitsMax ? .incomplete : .refused
    }
}
