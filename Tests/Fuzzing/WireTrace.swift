import HTTPWire
import NIOCore

/// What a parser hands out for some bytes, in a form that does not depend on how they were cut.
struct WireTrace: Equatable {
    struct Message: Equatable {
        var start: String
        var fields: [Field]
        var framing: BodyFraming
        var keepAlive: Bool
        var body: [UInt8] = []
        var isWhole = false
    }

    struct Field: Equatable {
        var name: [UInt8]
        var value: [UInt8]
    }

    var messages: [Message] = []
    var refusal: WireError?

    mutating func appendBody(_ part: ByteBuffer) throws {
        try require(part.readableBytes > 0, "an empty body part")
        try require(messages.last?.isWhole == false, "a body part outside a message")
        messages[messages.count - 1].body += Array(part.readableBytesView)
    }

    mutating func end() throws {
        try require(messages.last?.isWhole == false, "an end outside a message")
        messages[messages.count - 1].isWhole = true
    }

    /// Of a refused message the cuts decide how much of the body was handed out before; nothing else may depend on them.
    var withoutRefusedBody: WireTrace {
        var trace = self
        if refusal != nil, let last = messages.last, !last.isWhole { trace.messages[messages.count - 1].body = [] }
        return trace
    }

    static func fields(_ section: FieldSection) -> [Field] {
        var fields: [Field] = []
        section.forEach { fields.append(Field(name: Array($0), value: Array($1))) }
        return fields
    }
}

extension WireTrace.Message {
    /// What holds for every message of both sides.
    func checkBody(limits: WireLimits) throws {
        try require(body.count <= limits.bodyBytesMax, "a body above its limit")
        switch framing {
        case .none: try require(body.isEmpty, "a body without framing")
        case .contentLength(let length):
            try require(isWhole ? body.count == length : body.count < max(length, 1), "a body of another length")
        case .chunked, .untilClose: break
        }
    }

    func checkFields(limits: WireLimits) throws {
        try require(fields.count <= limits.headerCountMax, "more fields than allowed")
        for field in fields {
            try require(!field.name.isEmpty && field.name.allSatisfy(Self.isVisible), "a name that is no token")
            try require(!field.name.contains(UInt8(ascii: ":")), "a name with a colon")
            for byte in field.value {
                let isText = byte == 0x09 || (0x20...0x7E).contains(byte) || byte >= 0x80
                try require(isText, "a control byte in a value")
            }
            try require(!Self.isBlank(field.value.first) && !Self.isBlank(field.value.last), "blanks around a value")
        }
        try require(count("content-length") + count("transfer-encoding") <= 1, "two statements about the length")
    }

    func count(_ name: String) -> Int {
        fields.count { String(decoding: $0.name, as: UTF8.self).lowercased() == name }
    }

    private static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
    private static func isBlank(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 }
}
