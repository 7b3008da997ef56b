import Foundation
import Policy
import TestSupport
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (1_735_293_600_000, "2024-12-27T10:00:00.000Z"), (951_782_400_123, "2000-02-29T00:00:00.123Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ])
    func knownInstants(milliseconds: Int64, text: String) {
        #expect(Timestamp(millisecondsSinceEpoch: milliseconds).description == text)
    }

    /// Against Foundation's calendar, which Policy itself must not use.
    @Test(arguments: propertySeeds) func itAgreesWithFoundation(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<500 {
            // Whole seconds, so that Double cannot round: 1900 to 2200.
            let seconds = Int64.random(in: -2_208_988_800...7_258_118_400, using: &generator)
            let text = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
            #expect(Timestamp(millisecondsSinceEpoch: seconds * 1000).description == text, "seed \(seed)")
        }
    }

    @Test func arithmetic() {
        let start = Timestamp(millisecondsSinceEpoch: 1000)
        let later = start.advanced(by: .milliseconds(2500))
        #expect(later.millisecondsSinceEpoch == 3500 && start < later)
        #expect(start.distance(to: later) == .milliseconds(2500))
        #expect(later.advanced(by: .seconds(-1)).millisecondsSinceEpoch == 2500)
        #expect(Duration.microseconds(1999).wholeMilliseconds == 1)
        #expect(Duration.microseconds(-1999).wholeMilliseconds == -1)
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(Int64.min)]) func extremesDoNotTrap(duration: Duration) {
        _ = duration.wholeMilliseconds
        _ = Timestamp(millisecondsSinceEpoch: 0).advanced(by: duration)
        for milliseconds in [Int64.max, .min] {
            #expect(Timestamp(millisecondsSinceEpoch: milliseconds).description.hasSuffix("Z"))
        }
    }
}
