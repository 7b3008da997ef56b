/// A target in absolute form (RFC 9112, section 3.2.2), as clients send it to what they take for a forward proxy.
struct AbsoluteForm {
    let authority: Range<Int>
    /// The origin form in it: path and query.
    let target: Range<Int>

    /// `nil` unless `text` is an `http` or `https` URI with an authority and a path; neither has been checked.
    init?(_ text: Span<UInt8>) {
        guard let start = Self.authorityStart(text),
            let slash = text.firstIndex(of: UInt8(ascii: "/"), from: start), slash > start
        else { return nil }
        authority = start..<slash
        target = slash..<text.count
    }

    private static func authorityStart(_ text: Span<UInt8>) -> Int? {
        for scheme in ["http://", "https://"] as [StaticString] {
            let length = scheme.utf8CodeUnitCount
            if text.count > length, text.extracting(first: length).equalsIgnoringCase(scheme) { return length }
        }
        return nil
    }
}
