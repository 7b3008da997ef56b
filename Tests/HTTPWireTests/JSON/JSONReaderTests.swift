import HTTPWire
import NIOCore
import Testing

@Suite("JSON reader")
struct JSONReaderTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

    @Test(
        "texts that are JSON keep their spelling",
        arguments: [
            "null", "true", "false", "0", "-0", "-1", "100.00", "1e2", "1E+2", "1.50e-3", "12345678901234567890.123",
            "\"\"", "\"a\\/b\\u00e9é\\n\"", "\"\\ud83d\\ude00\"", "[]", "{}", "[1,[2,[]],{}]",
            "{\"b\":1,\"a\":{\"\":null},\"\\u0061b\":[true]}", "\"\u{7F}\"", "\"\\u0000\"", "\"😀\"",
        ])
    func keepsSpelling(text: String) throws {
        #expect(String(decoding: try parse(text).serialize(), as: UTF8.self) == text)
    }

    @Test("white space between tokens is dropped, members keep their order")
    func compacts() throws {
        let value = try parse(" \t\r\n{ \"z\" : [ 1 , 2 ] ,\n\"a\" : 1.0 } \n")
        #expect(String(decoding: value.serialize(), as: UTF8.self) == "{\"z\":[1,2],\"a\":1.0}")
    }

    @Test(
        "texts that are not JSON",
        arguments: [
            "", " ", "{", "[", "\"", "{]", "[}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}",
            "{\"a\":1,}", "{,}", "{a:1}", "{1:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "1 2", "1,", "nul", "nulll", "True",
            "01", "-01", "00", "-", "+1", ".5", "1.", "1.e2", "1e", "1e+", "0x1", "1_000", "NaN", "Infinity",
            "-Infinity", "1,5", "\"a", "\"\\", "\"\\x\"", "\"\\u\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u 123\"",
            "\"\\u+123\"", "\"\n\"", "\"\t\"", "\"\u{0}\"", "\"\u{1F}\"", "\"\\ud800\"", "\"\\udc00\"",
            "\"\\ud800\\ud800\"", "\"\\ud800a\"", "\"\\ud800\\n\"", "\"\\ud800\\u0041\"", "\"\\ud800\\u12\"",
            "\u{FEFF}1", "/*a*/1", "1//a", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
            "[{\"x\":{\"b\":1,\"b\":1}}]",
            "[1]]", "{}}", "true false", "\u{0}", "\u{A0}1",
        ])
    func refuses(text: String) {
        let error = #expect(throws: JSONError.self) { try parse(text) }
        #expect((0...text.utf8.count).contains(error?.offset ?? -1))
    }

    @Test(
        "bytes that are not UTF-8",
        arguments: [
            [0xFF], [0x80], [0xC3], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ] as [[UInt8]])
    func refusesInvalidUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONError.self) { try JSONValue.parse([quote] + bytes + [quote]) }
        #expect(throws: JSONError.self) { try JSONValue.parse(bytes) }
    }

    @Test("32 levels are read, 33 are not, a million do not exhaust the stack", arguments: ["[", "{\"a\":"])
    func depth(opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        let nested = { (levels: Int) in
            String(repeating: opening, count: levels) + "1" + String(repeating: closing, count: levels)
        }
        #expect(String(decoding: try parse(nested(32)).serialize(), as: UTF8.self) == nested(32))
        #expect(throws: JSONError.self) { try parse(nested(33)) }
        #expect(throws: JSONError.self) { try parse(String(repeating: opening, count: 1_000_000)) }
    }

    @Test("siblings do not count as depth")
    func depthOfSiblings() throws {
        let text = "[" + Array(repeating: "[[]]", count: 100).joined(separator: ",") + "]"
        #expect(try parse(text).arrayValue?.count == 100)
    }

    @Test("escapes are decoded")
    func escapes() throws {
        #expect(try parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\"").stringValue == "\"\\/\u{8}\u{C}\n\r\té")
        #expect(try parse("\"\\uD83D\\uDE00\"").stringValue == "😀")
        #expect(try parse("\"\\uFFFF\\uE000\\uD7FF\"").stringValue == "\u{FFFF}\u{E000}\u{D7FF}")
        #expect(try parse("\"\\uDBFF\\uDFFF\"").stringValue == "\u{10FFFF}")
    }

    @Test("a ByteBuffer is read from its reader index")
    func buffers() throws {
        var buffer = ByteBuffer(string: "xx[1]")
        buffer.moveReaderIndex(forwardBy: 2)
        let value = try JSONValue.parse(buffer)
        #expect(value == [.integer(1)])
        #expect(value.serializedBuffer() == ByteBuffer(string: "[1]"))
    }
}
