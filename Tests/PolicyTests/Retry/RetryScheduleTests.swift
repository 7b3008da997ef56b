import Policy
import TestSupport
import Testing

struct RetryScheduleTests {
    @Test func theStandardScheduleLastsAboutThreeDays() {
        let total = RetrySchedule.standard.pauses.reduce(.zero, +)
        #expect(total > .seconds(75 * 3600))
        #expect(total < .seconds(76 * 3600))
    }

    @Test func pausesStayWithinTheJitter() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let schedule = RetrySchedule.standard
        for _ in 0..<200 {
            for (index, pause) in schedule.pauses.enumerated() {
                let actual = schedule.pause(afterAttempt: index + 1, retryAfter: nil, using: &generator)
                #expect(actual.map { $0 >= pause * 0.799 && $0 <= pause * 1.201 } == true, "seed \(seed)")
            }
        }
    }

    @Test func jitterSpreads() {
        var generator = SeededGenerator(seed: 1)
        let pauses = (0..<50).map { _ in
            RetrySchedule.standard.pause(afterAttempt: 3, retryAfter: nil, using: &generator)
        }
        #expect(Set(pauses).count > 40)
    }

    @Test func endsAfterTheLastPause() {
        var generator = SeededGenerator(seed: 1)
        let schedule = RetrySchedule(pauses: [.seconds(1), .seconds(2)], jitter: 0)
        #expect(schedule.pause(afterAttempt: 1, retryAfter: nil, using: &generator) == .seconds(1))
        #expect(schedule.pause(afterAttempt: 2, retryAfter: nil, using: &generator) == .seconds(2))
        #expect(schedule.pause(afterAttempt: 3, retryAfter: .seconds(9), using: &generator) == nil)
        #expect(schedule.pause(afterAttempt: 0, retryAfter: nil, using: &generator) == nil)
    }

    @Test func retryAfterIsAFloorWithACap() {
        var generator = SeededGenerator(seed: 1)
        let schedule = RetrySchedule(pauses: [.seconds(100)], jitter: 0, retryAfterMax: .seconds(3600))
        func pause(_ retryAfter: Duration) -> Duration? {
            schedule.pause(afterAttempt: 1, retryAfter: retryAfter, using: &generator)
        }
        #expect(pause(.seconds(1)) == .seconds(100))
        #expect(pause(.seconds(500)) == .seconds(500))
        #expect(pause(.seconds(1_000_000_000)) == .seconds(3600))
    }
}
