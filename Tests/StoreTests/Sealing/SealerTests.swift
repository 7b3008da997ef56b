import Policy
import Store
import TestSupport
import Testing

struct SealerTests {
    private let plaintext = Secret(Array("whsec_something".utf8))

    private func makeKey() -> MasterKey {
        var generator = SystemRandomNumberGenerator()
        return MasterKey.generate(using: &generator)
    }

    @Test func whatIsSealedOpensInItsPlaceOnly() throws {
        let sealer = Sealer(masterKey: makeKey())
        let sealed = sealer.seal(plaintext, table: "tenants", column: "secret", row: "ten_1")
        #expect(sealed.count == plaintext.exposed.count + Sealer.overheadBytes)
        #expect(try sealer.open(sealed, table: "tenants", column: "secret", row: "ten_1").exposed == plaintext.exposed)
        let elsewhere = [
            ("tenants", "secret", "ten_2"), ("tenants", "hash", "ten_1"), ("others", "secret", "ten_1"),
            ("tenantss", "ecret", "ten_1"), ("tenants", "secre", "tten_1"),
        ]
        for (table, column, row) in elsewhere {
            #expect(throws: SealError.tampered(table: table, column: column)) {
                try sealer.open(sealed, table: table, column: column, row: row)
            }
        }
    }

    @Test func everyFlippedBitAndEveryCutIsFound() {
        let sealer = Sealer(masterKey: makeKey())
        let sealed = sealer.seal(plaintext, table: "t", column: "c", row: "r")
        for position in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[position] ^= 1 << bit
                #expect(throws: SealError.self) { try sealer.open(changed, table: "t", column: "c", row: "r") }
            }
            let cut = Array(sealed[..<position])
            #expect(throws: SealError.self) { try sealer.open(cut, table: "t", column: "c", row: "r") }
        }
    }

    @Test func sealingTwiceGivesDifferentRecords() {
        let sealer = Sealer(masterKey: makeKey())
        let records = (0..<2).map { _ in sealer.seal(plaintext, table: "t", column: "c", row: "r") }
        #expect(records[0] != records[1])
    }

    @Test func anotherKeyIsNamedAsSuch() {
        let sealed = Sealer(masterKey: makeKey()).seal(plaintext, table: "t", column: "c", row: "r")
        #expect(throws: SealError.unknownKey(table: "t", column: "c")) {
            try Sealer(masterKey: makeKey()).open(sealed, table: "t", column: "c", row: "r")
        }
    }

    @Test func aRotatedRecordNeedsTheNewKeyOnly() throws {
        let (old, new) = (makeKey(), makeKey())
        let sealed = Sealer(masterKey: old).seal(plaintext, table: "t", column: "c", row: "r")
        let rotating = Sealer(masterKey: new, previous: [old])
        #expect(rotating.needsRewrap(sealed))
        let rewrapped = try rotating.rewrap(sealed, table: "t", column: "c", row: "r")
        #expect(!rotating.needsRewrap(rewrapped))
        let opened = try Sealer(masterKey: new).open(rewrapped, table: "t", column: "c", row: "r")
        #expect(opened.exposed == plaintext.exposed)
    }

    /// RFC 4231 section 4.3, test case 2.
    @Test func thePepperIsHMACSHA256() {
        let pepper = Pepper(Secret(Array("Jefe".utf8)))
        let text = Secret("what do ya want for nothing?")
        let hash = pepper.hash(text)
        #expect(Hexadecimal.encode(hash) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(pepper.matches(text, anyOf: [hash]))
        #expect(!pepper.matches(Secret("what do ya want for nothing!"), anyOf: [hash]))
    }
}
