/// A URL that a tenant wants webhooks at, taken apart by one strict reading (a subset of RFC 3986).
///
/// This is syntax only. Where the host leads is judged at every connect, by `AddressPolicy`.
package struct CallbackURL: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Sendable {
        case http, https
        package var defaultPort: Int { self == .https ? 443 : 80 }
    }

    package enum Host: Hashable, Sendable, CustomStringConvertible {
        /// A DNS name, lower case, without a trailing dot.
        case name(String)
        case address(IPAddress)

        /// Without brackets.
        package var description: String {
            switch self {
            case .name(let name): name
            case .address(let address): address.description
            }
        }
    }

    /// Longer ones are refused: the limit that browsers, proxies and log columns share.
    package static let bytesMax = 2048

    /// As the tenant wrote it.
    package let text: String
    package let scheme: Scheme
    package let host: Host
    /// 1…65535.
    package let port: Int
    /// Path and query, as written: an origin-form request target that starts with `/`.
    package let target: String

    /// Scheme, host and port in one spelling: the same text for the same origin.
    package var origin: String {
        switch host {
        case .address(.v6): "\(scheme.rawValue)://[\(host)]:\(port)"
        default: "\(scheme.rawValue)://\(host):\(port)"
        }
    }

    /// - Parameter allowInsecure: also take `http:`. For development only: a webhook tells who was paid what.
    package init(parsing text: String, allowInsecure: Bool) throws(CallbackURLError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= Self.bytesMax else { throw .tooLong }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) && !Self.neverInURL.contains($0) }) else {
            throw .forbiddenCharacter
        }
        guard !bytes.contains(UInt8(ascii: "#")) else { throw .fragment }
        let (scheme, afterScheme) = try Self.scheme(of: bytes, allowInsecure: allowInsecure)
        let authorityEnd =
            bytes[afterScheme...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? bytes.endIndex
        let authority = bytes[afterScheme..<authorityEnd]
        guard !authority.contains(UInt8(ascii: "@")) else { throw .userInfo }
        let (hostBytes, portBytes) = try Self.splitAuthority(authority)

        self.text = text
        self.scheme = scheme
        self.host = try Self.host(hostBytes)
        self.port = try portBytes.map { digits throws(CallbackURLError) in try Self.port(digits) } ?? scheme.defaultPort
        let rest = String(decoding: bytes[authorityEnd...], as: UTF8.self)
        self.target = rest.hasPrefix("/") ? rest : "/" + rest
    }

    package var description: String { text }
}

extension CallbackURL {
    /// RFC 3986 allows none of these anywhere, and parsers disagree about the backslash.
    private static let neverInURL: Set<UInt8> = Set(#"\"<>^`{|}"#.utf8)

    private static func scheme(
        of bytes: [UInt8], allowInsecure: Bool
    ) throws(CallbackURLError) -> (Scheme, afterScheme: Int) {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let scheme = Scheme(rawValue: String(decoding: bytes[..<colon], as: UTF8.self).lowercased()),
            bytes[colon...].starts(with: "://".utf8)
        else { throw .scheme }
        guard scheme == .https || allowInsecure else { throw .insecure }
        return (scheme, colon + 3)
    }

    private static func splitAuthority(
        _ authority: ArraySlice<UInt8>
    ) throws(CallbackURLError) -> (host: ArraySlice<UInt8>, port: ArraySlice<UInt8>?) {
        let colon = UInt8(ascii: ":")
        if authority.first == UInt8(ascii: "[") {
            guard let bracket = authority.firstIndex(of: UInt8(ascii: "]")) else { throw .host }
            let rest = authority[(bracket + 1)...]
            guard rest.isEmpty || rest.first == colon else { throw .host }
            return (authority[...bracket], rest.isEmpty ? nil : rest.dropFirst())
        }
        guard let index = authority.firstIndex(of: colon) else { return (authority, nil) }
        return (authority[..<index], authority[(index + 1)...])
    }

    private static func host(_ bytes: ArraySlice<UInt8>) throws(CallbackURLError) -> Host {
        if bytes.first == UInt8(ascii: "[") {
            guard let address = IPAddress(String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)),
                case .v6 = address
            else { throw .host }
            return .address(address)
        }
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        if let address = IPAddress(text), case .v4 = address { return .address(address) }
        let name = text.hasSuffix(".") ? String(text.dropLast()) : text
        guard (1...253).contains(name.utf8.count) else { throw .host }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy({ isLabel($0) }), let last = labels.last else { throw .host }
        // WHATWG URL, "ends in a number": resolvers read such a host as an address in some other base.
        guard !endsInNumber(last) else { throw .numericHost }
        return .name(name)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        guard (1...63).contains(label.count), label.first != hyphen, label.last != hyphen else { return false }
        return label.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), hyphen,
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    private static func endsInNumber(_ label: Substring.UTF8View) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        if label.allSatisfy({ digits.contains($0) }) { return true }
        return label.starts(with: "0x".utf8) && label.dropFirst(2).allSatisfy { hexDigit($0) != nil }
    }

    private static func port(_ digits: ArraySlice<UInt8>) throws(CallbackURLError) -> Int {
        guard (1...5).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = Int(String(decoding: digits, as: UTF8.self)), port <= 65_535
        else { throw .port }
        guard port == 80 || port == 443 || (port >= 1024 && !otherProtocolPorts.contains(port)) else {
            throw .forbiddenPort(port)
        }
        return port
    }

    /// WHATWG Fetch's "bad ports" from 1024 up: services that may act on what looks like HTTP. Below 1024 only HTTP's.
    private static let otherProtocolPorts: Set<Int> = [
        1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
        10_080,
    ]
}
