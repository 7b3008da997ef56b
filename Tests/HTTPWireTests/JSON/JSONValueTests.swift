import HTTPWire
import Testing

@Suite("JSON values and their canonical form")
struct JSONValueTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }
    private func canonical(_ text: String) throws -> String {
        String(decoding: try parse(text).canonicalBytes(), as: UTF8.self)
    }
    private func text(_ value: JSONValue) -> String { String(decoding: value.serialize(), as: UTF8.self) }

    @Test(
        "equal quantities have one canonical spelling",
        arguments: [
            (["0", "-0", "0.0", "-0.00", "0e5", "0E-7"], "0"), (["1", "1.0", "10e-1", "0.1e1", "1E0", "1e+0"], "1e0"),
            (["100", "100.00", "1e2", "1E+2", "0.01e4", "1000e-1"], "1e2"), (["-2.50", "-25e-1", "-0.25E1"], "-25e-1"),
            (["0.000000000000000001", "1e-18"], "1e-18"), (["12345678901234567890.10"], "123456789012345678901e-1"),
            (["0e999999", "0.000"], "0"), (["1e9999999"], "1e9999999"),
        ])
    func numbers(spellings: [String], expected: String) throws {
        for spelling in spellings { #expect(try canonical(spelling) == expected, "\(spelling)") }
    }

    @Test("different quantities stay different", arguments: [("1", "-1"), ("1", "10"), ("0.1", "0.01"), ("105", "15")])
    func differentNumbers(one: String, other: String) throws {
        #expect(try canonical(one) != canonical(other))
    }

    @Test("canonical texts ignore order, spelling and white space, and nothing else")
    func canonicalObjects() throws {
        let one = try canonical(#"{"amount": 100.00, "to": "\u0061\/b", "meta": {"y": [1, 2], "x": null}}"#)
        let other = try canonical(#"{"meta":{"x":null,"y":[1.0,2]},"to":"a/b","amount":1e2}"#)
        #expect(one == other)
        #expect(one == #"{"amount":1e2,"meta":{"x":null,"y":[1e0,2e0]},"to":"a/b"}"#)
        #expect(try canonical("[1,2]") != canonical("[2,1]"))
        #expect(try canonical("[\"1\"]") != canonical("[1]"))
        #expect(try canonical("[null]") != canonical("[]"))
        // One letter or two scalars: a person reads the same, a computer must not.
        #expect(try parse("\"\u{E9}\"").canonicalBytes() != parse("\"e\u{301}\"").canonicalBytes())
        #expect(try canonical("{\"b\":1,\"a\":2,\"B\":3,\"aa\":4}") == #"{"B":3e0,"a":2e0,"aa":4e0,"b":1e0}"#)
    }

    @Test("strings that differ only in their Unicode normal form are different names and values")
    func normalForms() throws {
        let value = try parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(value["\u{E9}"] == .integer(1))
        #expect(value["e\u{301}"] == .integer(2))
        #expect(try parse("{\"\u{212A}\":1}")["K"] == nil)
        #expect(try parse("\"\u{E9}\"") != parse("\"e\u{301}\""))
    }

    @Test("members are read, replaced in place, appended and removed")
    func members() throws {
        var value = try parse(#"{"a":1.0,"b":"\u0062","c":[]}"#)
        #expect(value["a"]?.numberToken == "1.0" && value["b"]?.stringValue == "b" && value["d"] == nil)
        value["a"] = "x"
        value["d"] = true
        value["c"] = nil
        value["e"] = nil
        #expect(text(value) == #"{"a":"x","b":"\u0062","d":true}"#)
        var array: JSONValue = ["a"]
        array["a"] = "x"
        #expect(text(array) == #"["a"]"# && array["a"] == nil)
    }

    @Test("literals and accessors")
    func literals() {
        let value: JSONValue = ["s": "t", "n": .integer(-5), "l": [true, .null], "o": [:]]
        #expect(text(value) == #"{"s":"t","n":-5,"l":[true,null],"o":{}}"#)
        #expect(value["l"]?.arrayValue?.last?.isNull == true && value["o"]?.objectValue?.members.isEmpty == true)
        #expect(value.stringValue == nil && value.numberToken == nil && value.arrayValue == nil && !value.isNull)
        #expect(JSONValue.null["a"] == nil)
    }

    @Test("our own strings are escaped so that they read back")
    func ownStrings() throws {
        let all = String(String.UnicodeScalarView((0..<0x180).compactMap { Unicode.Scalar($0) })) + "😀\u{2028}"
        let written = JSONValue.text(all).serialize()
        #expect(try JSONValue.parse(written).stringValue == all)
        #expect(!written.contains { $0 < 0x20 })
        #expect(text(.text("\"\\\n\r\t\u{1}\u{1f}/")) == #""\"\\\n\r\t\u0001\u001f/""#)
    }
}
