import HTTPWire
import Logging
import Policy
import Testing

@testable import fusegate

struct JSONLogHandlerTests {
    @Test func aHostileMessageStaysOneLineAndOneObject() throws {
        let line = JSONLogHandler.line(
            level: .warning, message: "two\nlines \"quoted\"", metadata: ["tenant": "ten_1", "level": "forged"],
            at: Timestamp(millisecondsSinceEpoch: 0))
        #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1)
        let json = try JSONValue.parse(line)
        #expect(json["time"]?.stringValue == "1970-01-01T00:00:00.000Z")
        #expect(json["level"]?.stringValue == "warning")
        #expect(json["message"]?.stringValue == "two\nlines \"quoted\"")
        #expect(json["tenant"]?.stringValue == "ten_1")
    }
}
