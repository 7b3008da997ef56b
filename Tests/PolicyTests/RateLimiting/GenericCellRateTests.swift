import Policy
import TestSupport
import Testing

@Suite struct GenericCellRateTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func aBurstThenTheRate() {
        let setting = RateLimitSetting(quota: 60, windowSeconds: 60, burst: 3)
        var rate = GenericCellRate()
        let start = 1000 * Self.second
        let burst = (0..<3).map { _ in rate.admit(at: start, setting: setting) }
        #expect(burst.map(\.isAllowed) == [true, true, true])
        #expect(burst.map(\.remaining) == [2, 1, 0])
        #expect(burst.map(\.secondsUntilFull) == [1, 2, 3])
        let refused = rate.admit(at: start, setting: setting)
        #expect(!refused.isAllowed && refused.remaining == 0 && refused.retryAfterSeconds == 1)
        #expect(!rate.admit(at: start + Self.second - 1, setting: setting).isAllowed)
        #expect(rate.admit(at: start + Self.second, setting: setting).isAllowed)
        #expect(!rate.admit(at: start + Self.second, setting: setting).isAllowed)
    }

    @Test func fieldsAreAsTheDraftWritesThem() {
        let setting = RateLimitSetting(quota: 100, windowSeconds: 60)
        var rate = GenericCellRate()
        let decision = rate.admit(at: 0, setting: setting)
        var field: [UInt8] = []
        decision.appendFieldValue(for: .payment, to: &field)
        #expect(String(decoding: field, as: UTF8.self) == #""payment";r=99;t=1"#)
        #expect(setting.policyFieldValue(for: .payment) == #""payment";q=100;w=60"#)
    }

    @Test(arguments: propertySeeds) func noIntervalHoldsMoreThanItsShare(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let setting = RateLimitSetting(
                quota: Int.random(in: 1...500, using: &generator),
                windowSeconds: Int.random(in: 1...120, using: &generator),
                burst: Int.random(in: 1...50, using: &generator))
            var rate = GenericCellRate()
            var now = UInt64.random(in: 0...(1 << 60), using: &generator)
            var admitted: [UInt64] = []
            for _ in 0..<300 {
                now += UInt64.random(in: 0...(2 * setting.emissionIntervalNanoseconds), using: &generator)
                if rate.admit(at: now, setting: setting).isAllowed { admitted.append(now) }
            }
            #expect(!admitted.isEmpty)
            // Any n + 1 admissions in a row, n ≥ burst, take at least (n + 1 - burst) intervals.
            for (first, start) in admitted.enumerated() {
                for last in stride(from: first + setting.burst, to: admitted.count, by: 1) {
                    let least = UInt64(last - first + 1 - setting.burst) * setting.emissionIntervalNanoseconds
                    if admitted[last] - start < least { Issue.record("seed \(seed): \(setting)") }
                }
            }
        }
    }

    @Test(arguments: propertySeeds) func figuresKeepTheirPromise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let setting = RateLimitSetting(
                quota: Int.random(in: 1...300, using: &generator),
                windowSeconds: Int.random(in: 1...90, using: &generator),
                burst: Int.random(in: 1...20, using: &generator))
            var rate = GenericCellRate()
            var now = UInt64.random(in: 0...(1 << 50), using: &generator)
            var decision = rate.admit(at: now, setting: setting)
            #expect(decision.isAllowed, "the first is always admitted, seed \(seed)")
            for _ in 0..<Int.random(in: 0...60, using: &generator) {
                now += UInt64.random(in: 0...setting.emissionIntervalNanoseconds, using: &generator)
                decision = rate.admit(at: now, setting: setting)
            }
            // As many as `remaining` said pass at once, and not one more.
            var probe = rate
            for _ in 0..<decision.remaining {
                #expect(probe.admit(at: now, setting: setting).isAllowed, "seed \(seed)")
            }
            let next = probe.admit(at: now, setting: setting)
            #expect(!next.isAllowed, "seed \(seed)")
            // Who obeys Retry-After is admitted, and after `secondsUntilFull` the whole burst is.
            var obedient = probe
            let later = now + UInt64(next.retryAfterSeconds) * Self.second
            #expect(obedient.admit(at: later, setting: setting).isAllowed, "seed \(seed)")
            var rested = rate
            let full = now + UInt64(decision.secondsUntilFull) * Self.second
            #expect(rested.admit(at: full, setting: setting).remaining == setting.burst - 1, "seed \(seed)")
        }
    }

    /// A refused flood must not push the next admission away.
    @Test func refusalsCostNothing() {
        let setting = RateLimitSetting(quota: 1, windowSeconds: 10, burst: 1)
        var rate = GenericCellRate()
        #expect(rate.admit(at: 0, setting: setting).isAllowed)
        for step in 1...999 { #expect(!rate.admit(at: UInt64(step) * 10_000_000, setting: setting).isAllowed) }
        #expect(rate.admit(at: 10 * Self.second, setting: setting).isAllowed)
    }

    @Test(arguments: [UInt64.max, UInt64.max - 1, UInt64.max / 2, 0]) func extremeClocksDoNotTrap(now: UInt64) {
        for setting in [
            RateLimitSetting(quota: 1, windowSeconds: .max / 1_000_000_000 - 1, burst: .max),
            RateLimitSetting(quota: .max, windowSeconds: 1), RateLimitSetting(quota: 0, windowSeconds: -1, burst: -5),
        ] {
            var rate = GenericCellRate()
            for _ in 0..<3 { _ = rate.admit(at: now, setting: setting) }
            // A clock that went back is no reason to stop.
            _ = rate.admit(at: now / 2, setting: setting)
            #expect(rate.admit(at: now, setting: setting).retryAfterSeconds >= 0)
        }
    }

    @Test func settingsBelowOneAreRaised() {
        #expect(RateLimitSetting(quota: 0, windowSeconds: 0) == RateLimitSetting(quota: 1, windowSeconds: 1, burst: 1))
        #expect(RateLimitSetting(quota: 7, windowSeconds: 1).burst == 7)
    }
}
