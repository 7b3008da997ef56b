import Policy

/// How a scalar of the file becomes a value, and what to say when it does not.
struct ValueKind<Value>: Sendable {
    /// Completes "must be …".
    let expectation: String
    let parse: @Sendable (String) -> Value?
}

extension ValueKind<Int> {
    static func integer(_ range: ClosedRange<Int>) -> Self {
        Self(expectation: "\(range.lowerBound)…\(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    static func size(_ range: ClosedRange<Int>) -> Self {
        let bounds = "\(SizeText.format(range.lowerBound))…\(SizeText.format(range.upperBound))"
        return Self(expectation: "a size of \(bounds), such as 64KiB") { text in
            SizeText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A duration in whole seconds.
    static func seconds(_ range: ClosedRange<Int>) -> Self {
        let bounds = [range.lowerBound, range.upperBound].map { DurationText.format(.seconds($0)) }
        return Self(expectation: "a duration of whole seconds, \(bounds[0])…\(bounds[1]), such as 60s") { text in
            guard let duration = DurationText.parse(text), duration.components.attoseconds == 0 else { return nil }
            let seconds = Int(duration.components.seconds)
            return range.contains(seconds) ? seconds : nil
        }
    }
}

extension ValueKind<Duration> {
    static func duration(_ range: ClosedRange<Duration>) -> Self {
        let bounds = "\(DurationText.format(range.lowerBound))…\(DurationText.format(range.upperBound))"
        return Self(expectation: "a duration of \(bounds), such as 30s, 500ms, 10m or 72h") { text in
            DurationText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ValueKind<Bool> {
    static var boolean: Self {
        Self(expectation: "true or false") { ["true": true, "false": false][$0] }
    }
}

extension ValueKind<String> {
    static func text(_ expectation: String = "text") -> Self {
        Self(expectation: expectation) { $0.isEmpty ? nil : $0 }
    }

    /// Scheme, host, optional port and optional path prefix. A trailing slash is dropped.
    static var baseURL: Self {
        Self(expectation: "a URL such as https://pay.example.com, without query or fragment") { text in
            var text = Substring(text)
            while text.hasSuffix("/") { text = text.dropLast() }
            guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return nil }
            let rest = text.dropFirst(scheme.count)
            let isPlain = rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") }
            guard isPlain, let first = rest.first, first != "/", first != ":",
                !rest.contains(where: { "?#".contains($0) })
            else { return nil }
            return String(text)
        }
    }
}

extension ValueKind<CIDRBlock> {
    static var network: Self {
        Self(expectation: "a network such as 10.0.0.0/8 or fd00::/8") { CIDRBlock($0) }
    }
}

extension ValueKind<MemberPath> {
    static var memberPath: Self {
        let refused = ForwardedMembers.refusedNames.joined(separator: ", ")
        return Self(expectation: "a member's dotted path such as metadata.cart_id, without \(refused) in it") {
            MemberPath($0)
        }
    }
}

extension ValueKind<NameServer> {
    static var nameServer: Self {
        Self(expectation: "an address such as 127.0.0.53, 10.0.0.2:5353 or \"[fd00::53]:5353\"") { NameServer($0) }
    }
}

extension ValueKind where Value: RawRepresentable<String> & CaseIterable & SendableMetatype {
    static var choice: Self {
        Self(expectation: Value.allCases.map(\.rawValue).joined(separator: ", ")) { Value(rawValue: $0) }
    }
}
