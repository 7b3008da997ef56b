import Policy
import Testing

@Suite struct ResolutionScheduleTests {
    @Test func theLastPauseRepeats() {
        let schedule = ResolutionSchedule(pauses: [.seconds(1), .seconds(10), .seconds(60)])
        let pauses = [-3, 0, 1, 2, 3, 4, 1000].map { schedule.pause(afterAttempt: $0) }
        #expect(pauses == [1, 1, 1, 10, 60, 60, 60].map { .seconds($0) })
    }

    @Test func nonsenseIsHarmless() {
        #expect(ResolutionSchedule(pauses: []).pause(afterAttempt: 1) == .seconds(3600))
        #expect(ResolutionSchedule(pauses: [.seconds(-5)]).pause(afterAttempt: 1) == .zero)
    }
}
