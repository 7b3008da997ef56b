import HTTPWire
import NIOCore

/// What a parser made of some bytes, in a form in which two parsers can be compared.
struct WireReading {
    struct Message: Equatable {
        /// Method and target, or the status code.
        var start: String
        var isHTTP10: Bool
        var keepAlive: Bool
        /// Name, colon, value without blanks around it, as UTF-8: `String` calls too much equal.
        var fields: [[UInt8]]
        var body: [UInt8] = []
        var hasTrailers = false
        /// Its end has been seen.
        var isWhole = false

        var offersUpgrade: Bool {
            fields.contains { String(decoding: $0, as: UTF8.self).lowercased().hasPrefix("upgrade:") }
        }
    }

    var messages: [Message] = []
    var isRefused = false
    /// A head has begun to arrive and is neither whole nor refused.
    var isMidHead = false

    /// Repaired to U+FFFD where it is not UTF-8, since SwiftNIO hands out nothing else.
    static func field(_ name: some Collection<UInt8>, _ value: some Collection<UInt8>) -> [UInt8] {
        var value = Array(value)[...]
        while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
        let line = Array(name) + [UInt8(ascii: ":")] + value.drop { $0 == 0x20 || $0 == 0x09 }
        return Array(String(decoding: line, as: UTF8.self).utf8)
    }
}

extension WireReading {
    /// Our reading of a client's bytes.
    static func requests(_ bytes: [UInt8], limits: WireLimits = WireLimits()) -> WireReading {
        var reading = WireReading()
        var parser = RequestParser(limits: limits)
        parser.append(ByteBuffer(bytes: bytes))
        do {
            while let event = try parser.next() {
                switch event {
                case .head(let head): reading.messages.append(Message(head))
                case .body(let data): reading.appendBody(data)
                case .end: reading.end()
                }
            }
            reading.isMidHead = parser.isMidMessage && reading.messages.last?.isWhole != false
        } catch {
            reading.isRefused = true
        }
        return reading
    }

    /// Our reading of a server's bytes: the answer to one request, and nothing behind it.
    static func response(
        _ bytes: [UInt8], to method: HTTPMethod, closes: Bool, limits: WireLimits = WireLimits()
    ) -> WireReading {
        var reading = WireReading()
        var parser = ResponseParser(limits: limits)
        parser.expectResponse(to: method)
        parser.append(ByteBuffer(bytes: bytes))
        do {
            while let event = closes ? try parser.endOfInput() : try parser.next() {
                switch event {
                case .head(let head): reading.messages.append(Message(head))
                case .body(let data): reading.appendBody(data)
                case .end:
                    reading.end()
                    return reading
                }
            }
            reading.isMidHead = reading.messages.isEmpty
        } catch {
            reading.isRefused = true
        }
        return reading
    }

    mutating func appendBody(_ data: ByteBuffer) {
        messages[messages.count - 1].body += Array(data.readableBytesView)
    }

    mutating func end(hasTrailers: Bool = false) {
        messages[messages.count - 1].hasTrailers = hasTrailers
        messages[messages.count - 1].isWhole = true
    }
}

extension WireReading.Message {
    fileprivate init(_ head: RequestHead) {
        self.init(
            start: "\(head.method.name) \(head.target)", isHTTP10: head.isHTTP10, keepAlive: head.keepAlive,
            fields: Self.lines(head.fields))
    }

    fileprivate init(_ head: ResponseHead) {
        self.init(
            start: String(head.status), isHTTP10: false, keepAlive: head.keepAlive, fields: Self.lines(head.fields))
    }

    private static func lines(_ fields: FieldSection) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        fields.forEach { lines.append(WireReading.field($0, $1)) }
        return lines
    }
}
