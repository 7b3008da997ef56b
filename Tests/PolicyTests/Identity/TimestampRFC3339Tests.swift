import Policy
import TestSupport
import Testing

@Suite struct TimestampRFC3339Tests {
    @Test(
        arguments: [
            ("2024-12-27T10:05:00Z", 1_735_293_900_000), ("2024-12-27T10:05:00.1Z", 1_735_293_900_100),
            ("2024-12-27T10:05:00.123456+00:00", 1_735_293_900_123), ("2024-12-27T12:05:00+02:00", 1_735_293_900_000),
            ("2024-12-27 05:35:00-04:30", 1_735_293_900_000), ("1970-01-01T00:00:00Z", 0),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ] as [(String, Int64)])
    func texts(text: String, expected: Int64) {
        #expect(Timestamp(rfc3339: text)?.millisecondsSinceEpoch == expected)
    }

    @Test(arguments: [
        "", "2024-12-27", "2024-12-27T10:05:00", "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2024-12-27T24:00:00Z",
        "2024-12-27T10:05:00.Z", "2024-12-27T10:05:00Zx", "2024-12-27T10:05:00+0200", "1735293900",
        "2024-00-10T00:00:00Z",
    ])
    func otherTextsAreNone(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: propertySeeds) func whatIsPrintedIsRead(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let time = Timestamp(
                millisecondsSinceEpoch: Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &generator))
            #expect(Timestamp(rfc3339: time.description) == time, "seed \(seed)")
        }
    }
}
