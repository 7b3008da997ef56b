/// An absolute http or https URL, split as far as a sender needs it.
struct CallbackURL: Sendable, Hashable {
    /// Guess: a usual bound of URL columns.
    static let charactersMax = 2048

    let isSecure: Bool
    let host: String
    let port: Int
    /// Path and query, never empty.
    let target: String

    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let lower = text.lowercased()
        let schemeLength: Int
        if lower.hasPrefix("http://") {
            (isSecure, schemeLength) = (false, 7)
        } else if lower.hasPrefix("https://") {
            (isSecure, schemeLength) = (true, 8)
        } else {
            return nil
        }
        let rest = text.dropFirst(schemeLength).prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = rest.dropFirst(authority.count)
        target = tail.first == "/" ? String(tail) : "/" + tail
        guard !authority.contains("@"), let (host, port) = Self.split(authority) else { return nil }
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
    }

    private static func split(_ authority: Substring) -> (host: String, port: Int?)? {
        var host = authority
        var port: Int?
        let closing = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[closing...].lastIndex(of: ":") {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                return nil
            }
            port = number
            host = authority[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { return (String(host.dropFirst().dropLast()), port) }
        guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else { return nil }
        return (String(host), port)
    }

    /// A name such as 127.example.com is not one.
    var isLoopback: Bool {
        host == "localhost" || host == "::1"
            || host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
    }
}
