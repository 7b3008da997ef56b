import Policy
import TestSupport
import Testing

@Suite struct TextBytesTests {
    @Test(arguments: [0, 9, 10, -1, -10, 429, .max, .min] as [Int])
    func writesAsStringDoes(_ value: Int) { #expect(digits(of: value) == String(value)) }

    @Test func holdsTheLongest() {
        var text: [UInt8] = []
        text.append(decimal: UInt64.max)
        #expect(text == Array("18446744073709551615".utf8))
    }

    @Test(arguments: propertySeeds) func writesAnyIntegerAsStringDoes(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let value = Int.random(in: .min ... .max, using: &generator) >> Int.random(in: 0..<64, using: &generator)
            #expect(digits(of: value) == String(value), "seed \(seed)")
        }
    }

    @Test func leavesWhatIsThere() {
        var text = Array("a=".utf8)
        text.append(decimal: 7)
        #expect(text == Array("a=7".utf8))
    }

    private func digits(of value: Int) -> String {
        var text: [UInt8] = []
        text.append(decimal: value)
        return String(decoding: text, as: UTF8.self)
    }
}
