import Policy
import Store
import Testing

@Suite struct PepperTests {
    /// RFC 4231, test case 2: its key is short, its data is text.
    @Test func itIsHMACSHA256() {
        let pepper = Pepper(Secret(Array("Jefe".utf8)))
        let hash = pepper.hash(Secret("what do ya want for nothing?"))
        #expect(hash.prefix(8) == [0x5B, 0xDC, 0xC1, 0x46, 0xBF, 0x60, 0x75, 0x4E])
        #expect(hash.suffix(4) == [0x64, 0xEC, 0x38, 0x43])
        #expect(hash.count == 32)
    }

    @Test func onlyTheCredentialAndTheKeyMatch() {
        let pepper = Pepper(Secret([UInt8](repeating: 1, count: 32)))
        let other = Pepper(Secret([UInt8](repeating: 2, count: 32)))
        let hash = pepper.hash(Secret("fgs_a"))
        #expect(pepper.matches(Secret("fgs_a"), anyOf: [hash]))
        #expect(!pepper.matches(Secret("fgs_b"), anyOf: [hash]))
        #expect(!other.matches(Secret("fgs_a"), anyOf: [hash]))
        #expect(!pepper.matches(Secret("fgs_a"), anyOf: [Array(hash.dropLast())]))
        #expect(!pepper.matches(Secret("fgs_a"), anyOf: []))
        #expect(!pepper.matches(Secret("fgs_a"), anyOf: [[]]))
        #expect(pepper.matches(Secret("fgs_a"), anyOf: [pepper.hash(Secret("fgs_b")), hash]))
    }
}
