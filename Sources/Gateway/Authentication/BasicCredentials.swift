import FoundationEssentials
import HTTPWire
import Policy

/// RFC 7617's user and password, form-encoded inside as RFC 6749 section 2.3.1 asks.
struct BasicCredentials {
    let user: String
    let password: Secret<String>

    /// RFC 9110 section 11.1: the scheme is case-insensitive.
    static func isScheme(of fieldValue: String) -> Bool {
        fieldValue.prefix { $0 != " " }.lowercased() == "basic"
    }

    init?(fieldValue: String) {
        guard let space = fieldValue.firstIndex(of: " "), Self.isScheme(of: fieldValue),
            let bytes = Data(base64Encoded: String(fieldValue[space...].drop { $0 == " " })),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let user = FormURLEncoding.unescape(bytes[..<colon]),
            let password = FormURLEncoding.unescape(bytes[bytes.index(after: colon)...])
        else { return nil }
        self.user = user
        self.password = Secret(password)
    }
}
