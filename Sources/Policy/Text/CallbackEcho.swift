/// The callback URLs that the gateway gives to the upstream (`…/{account}/{token}`), where the upstream repeats them.
/// Whoever knows one can have the gateway read what strangers send there.
package struct CallbackEcho: Sendable {
    package enum Finding: Hashable, Sendable {
        case none
        /// The text is nothing but such a URL. `isOwn`: that of the intent that the text is about.
        case whole(isOwn: Bool)
        /// What the text is without them.
        case part(String)
    }

    /// Nothing shorter is looked for on its own: it may be any word.
    private static let needleBytesMin = 16
    /// Longer than any URL that the gateway gives.
    private static let reachBytesMax = 1024

    /// Its letters in lower case.
    fileprivate let account: [UInt8]
    private let token: [UInt8]?
    private let own: String?

    /// - Parameters:
    ///   - token: of the intent that the text is about.
    ///   - own: what its tenant gave, which takes the place of that intent's URL within a text.
    package init(accountID: AccountID, token: String? = nil, own: String? = nil) {
        account = Self.lowercased(accountID.description.utf8)
        self.token = token.map { Self.lowercased($0.utf8) }
        self.own = own
    }

    package func find(in text: String) -> Finding {
        // Most texts are shorter than what is looked for.
        guard text.utf8.count >= min(account.count, token?.count ?? .max) else { return .none }
        let bytes = Array(text.utf8)
        let lower = Self.lowercased(bytes)
        var output: [UInt8] = []
        var position = 0
        while let found = next(in: lower[position...]) {
            if found.range == 0..<bytes.count { return .whole(isOwn: found.isOwn) }
            output += bytes[position..<found.range.lowerBound]
            if found.isOwn, let own { output += found.isEncoded ? Self.encoded(own) : Array(own.utf8) }
            position = found.range.upperBound
        }
        guard position > 0 else { return .none }
        return .part(String(decoding: output + bytes[position...], as: UTF8.self))
    }

    private struct Found {
        var range: Range<Int>
        /// Whether it is the URL of the intent that the text is about.
        var isOwn = false
        /// Within the query of another URL.
        var isEncoded = false
    }

    /// The next URL; or what is left of one, where only the account or the token stands there.
    private func next(in bytes: ArraySlice<UInt8>) -> Found? {
        let named = Self.first(account, in: bytes)
        let bare = token.flatMap { $0.count >= Self.needleBytesMin ? Self.first($0, in: bytes) : nil }
        guard let named, bare.map({ named.lowerBound < $0.lowerBound }) ?? true else {
            return bare.map { Found(range: $0) }
        }
        guard let separator = Self.separator(at: named.upperBound, in: bytes) else { return Found(range: named) }
        let end = bytes[separator.upperBound...].firstIndex { !Self.isTokenByte($0) } ?? bytes.endIndex
        let slash = Self.separator(at: end, in: bytes)?.upperBound ?? end
        return Found(
            range: Self.start(of: named.lowerBound, in: bytes)..<slash,
            isOwn: token.map { bytes[separator.upperBound..<end].elementsEqual($0) } ?? false,
            isEncoded: bytes[separator.lowerBound] == UInt8(ascii: "%"))
    }

    /// `/`, as JSON in a text escapes it, or percent-encoded, once or more often.
    private static func separator(at index: Int, in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        for spelling in ["/", "\\/", "%2f", "%252f"] {
            if bytes[index...].starts(with: spelling.utf8) { return index..<index + spelling.utf8.count }
        }
        return nil
    }

    /// Back to the URL's scheme, else to where its first word begins.
    private static func start(of index: Int, in bytes: ArraySlice<UInt8>) -> Int {
        let reach = bytes[max(bytes.startIndex, index - reachBytesMax)..<index]
        let word = reach.lastIndex { isDelimiter($0) }.map { $0 + 1 } ?? reach.startIndex
        let schemes = ["https:", "http:", "https%", "http%"].compactMap {
            last(Array($0.utf8), in: reach[word...])?.lowerBound
        }
        if let scheme = schemes.max() { return scheme }
        return reach[word...].lastIndex { "=&?".utf8.contains($0) }.map { $0 + 1 } ?? word
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool { byte <= 0x20 || "\"'<>(),;|".utf8.contains(byte) }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func encoded(_ text: String) -> [UInt8] {
        text.utf8.flatMap { byte -> [UInt8] in
            let isPlain = lowercased([byte]).allSatisfy(isTokenByte) || byte == UInt8(ascii: ".")
            return isPlain ? [byte] : Array("%\(Hexadecimal.encode([byte]).uppercased())".utf8)
        }
    }

    private static func first(_ needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard let start = needle.first else { return nil }
        var rest = bytes
        while let index = rest.firstIndex(of: start) {
            if rest[index...].starts(with: needle) { return index..<index + needle.count }
            rest = rest[(index + 1)...]
        }
        return nil
    }

    private static func last(_ needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        var rest = bytes
        var found: Range<Int>?
        while let next = first(needle, in: rest) {
            found = next
            rest = rest[(next.lowerBound + 1)...]
        }
        return found
    }

    private static func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.map { lowercased($0) }
    }

    fileprivate static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

/// Finds an account's name in the answers to reads. Made once for an account: every read is looked through, and hardly
/// one holds it.
package struct CallbackScan: Sendable {
    package let echo: CallbackEcho
    /// Behind each byte, how much farther on the name can end at the earliest.
    private let stepsToNextEnd: InlineArray<256, UInt8>

    package init(accountID: AccountID) {
        echo = CallbackEcho(accountID: accountID)
        let name = echo.account
        var steps = InlineArray<256, UInt8>(repeating: UInt8(name.count))
        for (index, byte) in name.dropLast().enumerated() {
            steps[Int(byte)] = UInt8(name.count - 1 - index)
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            if isLetter { steps[Int(byte & ~0x20)] = UInt8(name.count - 1 - index) }
        }
        stepsToNextEnd = steps
    }

    /// Whether the account is named anywhere in these bytes, whatever the case of its letters. Only the bytes where its
    /// name could end are looked at; each says how much farther on that could be next (Horspool).
    package func namesAccount(_ bytes: Span<UInt8>) -> Bool {
        let name = echo.account
        let last = name.count - 1
        var end = last
        while end < bytes.count {
            let start = end - last
            let isNamed =
                CallbackEcho.lowercased(bytes[end]) == name[last]
                && name.indices.allSatisfy { CallbackEcho.lowercased(bytes[start + $0]) == name[$0] }
            if isNamed { return true }
            end += Int(stepsToNextEnd[Int(bytes[end])])
        }
        return false
    }
}
