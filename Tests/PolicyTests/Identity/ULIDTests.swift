import Policy
import TestSupport
import Testing

@Suite struct ULIDTests {
    @Test func theSpecificationsExample() throws {
        // github.com/ulid/spec: 1469918176385 ms is "01ARYZ6S41".
        var generator = SeededGenerator(seed: 1)
        let ulid = ULID(at: Timestamp(millisecondsSinceEpoch: 1_469_918_176_385), using: &generator)
        #expect(ulid.description.hasPrefix("01ARYZ6S41"))
        #expect(ULID(value: 0).description == "00000000000000000000000000")
        #expect(ULID(value: .max).description == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
    }

    @Test(arguments: propertySeeds) func textAndOrderRoundTrip(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var texts: [(ULID, String)] = []
        for _ in 0..<500 {
            let ulid = ULID(value: UInt128.random(in: .min ... .max, using: &generator))
            #expect(ULID(ulid.description) == ulid, "seed \(seed)")
            texts.append((ulid, ulid.description))
        }
        // As text they sort as in time, which indexes rely on.
        #expect(texts.sorted { $0.0 < $1.0 }.map(\.1) == texts.map(\.1).sorted(), "seed \(seed)")
    }

    @Test(arguments: propertySeeds) func laterIsGreater(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let early = Int64.random(in: 0..<(1 << 47), using: &generator)
            let late = early + Int64.random(in: 1..<(1 << 46), using: &generator)
            let first = ULID(at: Timestamp(millisecondsSinceEpoch: early), using: &generator)
            let second = ULID(at: Timestamp(millisecondsSinceEpoch: late), using: &generator)
            #expect(first < second, "seed \(seed)")
        }
    }

    @Test(arguments: [
        "", "0", "0000000000000000000000000", "000000000000000000000000000", "80000000000000000000000000",
        "0000000000000000000000000I", "0000000000000000000000000L", "0000000000000000000000000O",
        "0000000000000000000000000U", "0000000000000000000000000a", " 0000000000000000000000000",
        "0000000000000000000000000-", "000000000000000000000000é", "\u{0}0000000000000000000000000",
    ])
    func otherTextIsRefused(text: String) {
        #expect(ULID(text) == nil)
    }

    @Test func timesOutsideItsRangeDoNotTrap() {
        var generator = SeededGenerator(seed: 1)
        for time in [Int64.min, -1, 0, 1 << 48, .max] {
            let ulid = ULID(at: Timestamp(millisecondsSinceEpoch: time), using: &generator)
            #expect(ULID(ulid.description) == ulid)
        }
    }

    @Test func randomBitsFillTheirPlace() {
        var generator = SeededGenerator(seed: 7)
        let time = Timestamp(millisecondsSinceEpoch: 0)
        let seen = (0..<400).reduce(into: (ones: UInt128(0), zeros: UInt128(0))) { seen, _ in
            let value = ULID(at: time, using: &generator).value
            seen.ones |= value
            seen.zeros |= ~value
        }
        let random = (UInt128(1) << 80) - 1
        #expect(seen.ones == random)
        #expect(seen.zeros & random == random)
    }
}
