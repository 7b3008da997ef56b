import NIOCore
import NIOHTTP1

/// One whole request.
struct Request: Sendable {
    var method: String
    /// Without the query, not decoded.
    var path: String
    var query: String
    var headers: HTTPHeaders
    var body: ByteBuffer
    var isFromLoopback: Bool

    init(_ head: HTTPRequestHead, isFromLoopback: Bool) {
        method = head.method.rawValue
        if let mark = head.uri.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = String(head.uri[..<mark])
            query = String(head.uri[head.uri.index(after: mark)...])
        } else {
            path = head.uri
            query = ""
        }
        headers = head.headers
        body = ByteBuffer()
        self.isFromLoopback = isFromLoopback
    }

    var isControl: Bool { path.hasPrefix("/_control/") }

    var parameters: FormFields { FormFields(query) }

    var bearerToken: String? {
        guard let value = headers.first(name: "authorization"), value.utf8.count > 7,
            value.prefix(7).lowercased() == "bearer "
        else { return nil }
        return value.dropFirst(7).trimmingSpaces
    }

    /// User and password of RFC 7617; RFC 6749 §2.3.1 has both form-encoded first.
    var basicCredentials: (user: String, password: String)? {
        guard let value = headers.first(name: "authorization"), value.prefix(6).lowercased() == "basic ",
            let bytes = Base64.decode(value.dropFirst(6).trimmingSpaces)
        else { return nil }
        let halves = bytes.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        return (FormFields.decode(halves[0]), FormFields.decode(halves[1]))
    }

    /// `http://host:port`, as the client named us.
    var origin: String { "http://" + (headers.first(name: "host") ?? "127.0.0.1") }

    func json() throws(APIError) -> JSON {
        do {
            let json = try JSONParser.parse(body)
            guard case .object = json else {
                throw APIError.invalidRequest("The request body must be a JSON object.")
            }
            return json
        } catch let error as APIError {
            throw error
        } catch {
            throw .invalidRequest("The request body is not valid JSON.")
        }
    }
}

extension Substring {
    var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

/// RFC 4648 §4, padding optional.
enum Base64 {
    static func decode(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 where byte != UInt8(ascii: "=") {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            default: return nil
            }
            bits = (bits << 6 | UInt32(value)) & 0xFFFFFF
            count += 6
            if count >= 8 {
                count -= 8
                out.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return out
    }
}
