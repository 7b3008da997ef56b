/// The fields that the codec itself looks at.
enum KnownField: UInt16, Sendable {
    case host = 1
    case authorization = 2
    case idempotencyKey = 4
    case contentType = 8
    case contentLength = 16
    case transferEncoding = 32
    case connection = 64
    case expect = 128

    init?(_ name: Span<UInt8>) {
        switch name.count {
        case 4 where name.equalsIgnoringCase("host"): self = .host
        case 6 where name.equalsIgnoringCase("expect"): self = .expect
        case 10 where name.equalsIgnoringCase("connection"): self = .connection
        case 12 where name.equalsIgnoringCase("content-type"): self = .contentType
        case 13 where name.equalsIgnoringCase("authorization"): self = .authorization
        case 14 where name.equalsIgnoringCase("content-length"): self = .contentLength
        case 15 where name.equalsIgnoringCase("idempotency-key"): self = .idempotencyKey
        case 17 where name.equalsIgnoringCase("transfer-encoding"): self = .transferEncoding
        default: return nil
        }
    }

    /// Two of them would let two readers of one message disagree on its length, its tenant or its effect.
    func mayRepeat(in role: WireRole) -> Bool {
        switch self {
        case .connection, .expect: true
        case .contentLength, .transferEncoding: false
        case .host, .authorization, .idempotencyKey, .contentType: role == .response
        }
    }

    /// For the log.
    var name: String {
        switch self {
        case .host: "Host"
        case .authorization: "Authorization"
        case .idempotencyKey: "Idempotency-Key"
        case .contentType: "Content-Type"
        case .contentLength: "Content-Length"
        case .transferEncoding: "Transfer-Encoding"
        case .connection: "Connection"
        case .expect: "Expect"
        }
    }
}
