import FoundationEssentials
import HTTPWire
import Policy

/// RFC 7617's user and password, form-encoded inside as RFC 6749 section 2.3.1 asks.
struct BasicCredentials {
    let user: String
    let password: Secret<String>

    init?(fieldValue: String) {
        guard let space = fieldValue.firstIndex(of: " "), fieldValue[..<space].lowercased() == "basic",
            let bytes = Data(base64Encoded: String(fieldValue[space...].drop { $0 == " " })),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let user = FormURLEncoding.unescape(bytes[..<colon]),
            let password = FormURLEncoding.unescape(bytes[bytes.index(after: colon)...])
        else { return nil }
        self.user = user
        self.password = Secret(password)
    }
}
