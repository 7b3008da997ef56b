import Policy
import TestSupport
import Testing

@Suite struct ResolutionScheduleTests {
    @Test func theLastPauseRepeats() {
        let schedule = ResolutionSchedule(pauses: [.seconds(1), .seconds(10), .seconds(60)], jitter: 0)
        var generator = SeededGenerator(seed: 1)
        let pauses = [-3, 0, 1, 2, 3, 4, 1000].map { schedule.pause(afterAttempt: $0, using: &generator) }
        #expect(pauses == [1, 1, 1, 10, 60, 60, 60].map { .seconds($0) })
    }

    @Test(arguments: propertySeeds) func jitterStaysInItsBounds(seed: UInt64) {
        let schedule = ResolutionSchedule(pauses: [.seconds(100)], jitter: 0.2)
        var generator = SeededGenerator(seed: seed)
        let pauses = (1...500).map { schedule.pause(afterAttempt: $0, using: &generator) }
        #expect(pauses.allSatisfy { (.seconds(80)...(.seconds(120))).contains($0) }, "seed \(seed)")
        #expect(Set(pauses).count > 400, "seed \(seed)")
    }

    @Test func nonsenseIsHarmless() {
        var generator = SeededGenerator(seed: 1)
        #expect(ResolutionSchedule(pauses: [], jitter: 0).pause(afterAttempt: 1, using: &generator) == .seconds(3600))
        let negative = ResolutionSchedule(pauses: [.seconds(-5)], jitter: 7)
        #expect(negative.pause(afterAttempt: 1, using: &generator) == .zero)
    }
}
