import HTTPWire
import TestSupport
import Testing

@Suite("Properties of JSON")
struct JSONPropertyTests {
    @Test("generated texts keep their bytes; the canonical form is a fixed point")
    func generated() throws {
        for round in 0..<2000 {
            let seed: UInt64 = 0x1500 + UInt64(round)
            var random = SeededGenerator(seed: seed)
            let text = Self.text(depth: 4, using: &random)
            let value = try JSONValue.parse(Array(text.utf8))
            try #require(value.serialize() == Array(text.utf8), "seed \(seed)")
            let canonical = value.canonicalBytes()
            try #require(try JSONValue.parse(canonical).canonicalBytes() == canonical, "seed \(seed)")
        }
    }

    @Test("mutated texts never trap, and what is read writes to something that reads the same")
    func mutated() throws {
        var refused = 0
        for round in 0..<20_000 {
            let seed: UInt64 = 0x1500_0000 + UInt64(round)
            var random = SeededGenerator(seed: seed)
            var bytes = Array(Self.text(depth: 3, using: &random).utf8)
            Mutation.apply(Int.random(in: 1...3, using: &random), to: &bytes, using: &random)
            guard let value = try? JSONValue.parse(bytes) else {
                refused += 1
                continue
            }
            let again = try JSONValue.parse(value.serialize())
            try #require(again == value && again.canonicalBytes() == value.canonicalBytes(), "seed \(seed)")
        }
        #expect((2000...19_900).contains(refused))
    }

    private static func text(depth: Int, using random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &random) {
        case 0: return random.pick(["null", "true", "false"])
        case 1, 2: return number(using: &random)
        case 3: return string(using: &random)
        case 4:
            let elements = (0..<Int.random(in: 0...4, using: &random)).map { _ in text(depth: depth - 1, using: &random)
            }
            return "[" + elements.joined(separator: ",") + "]"
        default:
            // The index makes names unique.
            let members = (0..<Int.random(in: 0...4, using: &random)).map { index in
                "\"\(index)" + string(using: &random).dropFirst() + ":" + text(depth: depth - 1, using: &random)
            }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    private static func number(using random: inout SeededGenerator) -> String {
        var text = random.pick(["", "-"])
        text +=
            random.chance(3) ? "0" : random.text("123456789", count: 1...1) + random.text("0123456789", count: 0...20)
        if random.chance(2) { text += "." + random.text("0123456789", count: 1...18) }
        if random.chance(3) {
            text += random.pick(["e", "E"]) + random.pick(["", "+", "-"]) + random.text("0123456789", count: 1...8)
        }
        return text
    }

    private static func string(using random: inout SeededGenerator) -> String {
        let parts = [
            "a", "é", "e\u{301}", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\uD83D\\uDE00", " ", "\u{7F}",
        ]
        return "\"" + (0..<Int.random(in: 0...6, using: &random)).map { _ in random.pick(parts) }.joined() + "\""
    }
}
