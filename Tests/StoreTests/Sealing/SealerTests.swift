import Policy
import Store
import Testing

@Suite struct SealerTests {
    private let key = MasterKey.generate()
    private let plaintext = Secret(Array("upstream client secret".utf8))

    private func seal(_ sealer: Sealer) -> [UInt8] {
        sealer.seal(plaintext, table: "applications", column: "sealed_secret", row: "app_1")
    }

    private func open(_ envelope: [UInt8], with sealer: Sealer) throws(SealError) -> [UInt8] {
        try sealer.open(envelope, table: "applications", column: "sealed_secret", row: "app_1").exposed
    }

    @Test func anEnvelopeOpensAtItsPlace() throws {
        let sealer = Sealer(masterKey: key)
        #expect(try open(seal(sealer), with: sealer) == plaintext.exposed)
        let empty = sealer.seal(Secret([]), table: "t", column: "c", row: "r")
        #expect(try sealer.open(empty, table: "t", column: "c", row: "r").exposed == [])
        // Version, key id, nonce, tag.
        #expect(empty.count == 37)
    }

    @Test func envelopesOfOneTextDifferAndHideIt() {
        let sealer = Sealer(masterKey: key)
        let (first, second) = (seal(sealer), seal(sealer))
        #expect(first != second)
        #expect(first.prefix(9) == second.prefix(9))
        #expect(!first.indices.contains { first[$0...].starts(with: plaintext.exposed.prefix(4)) })
    }

    @Test func everyAlteredBitIsNoticed() {
        let sealer = Sealer(masterKey: key)
        let envelope = seal(sealer)
        for bit in 0..<(envelope.count * 8) {
            var altered = envelope
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: SealError.self, "bit \(bit)") { try open(altered, with: sealer) }
        }
    }

    @Test func everyTruncationIsNoticed() {
        let sealer = Sealer(masterKey: key)
        let envelope = seal(sealer)
        for length in 0..<envelope.count {
            #expect(throws: SealError.self, "\(length) bytes") {
                try open(Array(envelope.prefix(length)), with: sealer)
            }
        }
        #expect(throws: SealError.malformed) { try open([], with: sealer) }
        #expect(throws: SealError.self) { try open(envelope + [0], with: sealer) }
    }

    @Test(arguments: [
        ("tenants", "sealed_secret", "app_1"), ("applications", "other", "app_1"),
        ("applications", "sealed_secret", "app_2"),
        // The same bytes, cut elsewhere.
        ("applicationss", "ealed_secret", "app_1"), ("applications", "sealed_secreta", "pp_1"),
        ("", "applicationssealed_secret", "app_1"),
    ])
    func anEnvelopeDoesNotOpenElsewhere(table: String, column: String, row: String) {
        let sealer = Sealer(masterKey: key)
        #expect(throws: SealError.notAuthentic(table: table, column: column)) {
            try sealer.open(seal(sealer), table: table, column: column, row: row)
        }
    }

    @Test func anotherKeyIsNamedAsTheReason() {
        let envelope = seal(Sealer(masterKey: key))
        #expect(throws: SealError.unknownKey) { try open(envelope, with: Sealer(masterKey: .generate())) }
    }

    @Test func anotherVersionIsNamedAsTheReason() {
        let sealer = Sealer(masterKey: key)
        var envelope = seal(sealer)
        envelope[0] = 9
        #expect(throws: SealError.unknownVersion(9)) { try open(envelope, with: sealer) }
    }

    @Test func earlierKeysOpenAndAskForANewEnvelope() throws {
        let old = Sealer(masterKey: key)
        let new = Sealer(masterKey: .generate(), earlierKeys: [key])
        let envelope = seal(old)
        #expect(try open(envelope, with: new) == plaintext.exposed)
        #expect(new.needsRewrap(envelope))
        #expect(!old.needsRewrap(envelope))
        #expect(!new.needsRewrap(seal(new)))
        #expect(throws: SealError.unknownKey) { try open(seal(new), with: old) }
    }

    @Test func keysOfTheSameBytesAreTheSameKey() throws {
        let bytes = Secret([UInt8](repeating: 3, count: 32))
        let one = try #require(MasterKey(bytes: bytes))
        let other = try #require(MasterKey(bytes: bytes))
        #expect(try open(seal(Sealer(masterKey: one)), with: Sealer(masterKey: other)) == plaintext.exposed)
        #expect(MasterKey(bytes: Secret([1, 2, 3])) == nil)
    }
}
