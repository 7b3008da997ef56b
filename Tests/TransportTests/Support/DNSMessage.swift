/// DNS messages made and read by hand (RFC 1035 section 4), good ones and bad ones.
struct DNSQuestion: Hashable, Sendable {
    static let a: UInt16 = 1
    static let cname: UInt16 = 5
    static let aaaa: UInt16 = 28

    let id: UInt16
    let name: String
    let type: UInt16

    init(id: UInt16, name: String, type: UInt16) {
        self.id = id
        self.name = name
        self.type = type
    }

    /// The first question of a query.
    init?(query bytes: [UInt8]) {
        guard bytes.count > 12 else { return nil }
        id = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        var labels: [String] = []
        var at = 12
        while at < bytes.count, bytes[at] > 0 {
            let end = at + 1 + Int(bytes[at])
            guard end < bytes.count else { return nil }
            labels.append(String(decoding: bytes[(at + 1)..<end], as: UTF8.self))
            at = end
        }
        guard at + 2 < bytes.count else { return nil }
        name = labels.joined(separator: ".")
        type = UInt16(bytes[at + 1]) << 8 | UInt16(bytes[at + 2])
    }
}

struct DNSRecord: Sendable {
    let name: String
    let type: UInt16
    let ttl: UInt32
    let data: [UInt8]

    static func a(_ name: String, _ address: [UInt8], ttl: UInt32 = 60) -> DNSRecord {
        DNSRecord(name: name, type: DNSQuestion.a, ttl: ttl, data: address)
    }

    static func aaaa(_ name: String, last: UInt8, ttl: UInt32 = 60) -> DNSRecord {
        let address: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [last]
        return DNSRecord(name: name, type: DNSQuestion.aaaa, ttl: ttl, data: address)
    }

    static func cname(_ name: String, to target: String, ttl: UInt32 = 60) -> DNSRecord {
        DNSRecord(name: name, type: DNSQuestion.cname, ttl: ttl, data: DNSMessage.encode(target))
    }
}

enum DNSMessage {
    enum Code: UInt8, Sendable { case noError = 0, serverFailure = 2, noSuchName = 3, refused = 5 }

    static func encode(_ name: String) -> [UInt8] {
        name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    static func encode(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }

    static func response(
        to question: DNSQuestion, _ records: [DNSRecord] = [], code: Code = .noError, isCut: Bool = false
    ) -> [UInt8] {
        let flags: [UInt8] = [0x81 | (isCut ? 0x02 : 0), 0x80 | code.rawValue]
        var bytes = encode(question.id) + flags + encode(1) + encode(UInt16(records.count)) + [0, 0, 0, 0]
        bytes += encode(question.name) + encode(question.type) + encode(1)
        for record in records {
            bytes += encode(record.name) + encode(record.type) + encode(1)
            bytes += encode(UInt16(record.ttl >> 16)) + encode(UInt16(truncatingIfNeeded: record.ttl))
            bytes += encode(UInt16(record.data.count)) + record.data
        }
        return bytes
    }
}
