import Testing

@testable import EventLoop

@Suite struct StallDetectorTests {
    private struct Slow {}

    private func reading(_ step: UInt64) -> LoopActivity.Reading { LoopActivity.Reading(step: step, typeAddress: 0) }

    @Test func whoHoldsTheLoopForLongIsReportedOnce() {
        var detector = StallDetector()
        #expect(detector.observe(reading(2), at: 0) == nil)
        #expect(detector.observe(reading(2), at: 49_000_000) == nil)
        #expect(detector.observe(reading(2), at: 50_000_000) == 50_000_000)
        #expect(detector.observe(reading(2), at: 90_000_000) == nil)
    }

    @Test func aLoopThatGoesOnOrRestsIsNot() {
        var detector = StallDetector()
        for step in 1...10 as ClosedRange<UInt64> {
            #expect(detector.observe(reading(2 * step), at: step * 40_000_000) == nil)
        }
        #expect(detector.observe(reading(21), at: 500_000_000) == nil)
        #expect(detector.observe(reading(21), at: 900_000_000) == nil, "an odd step rests")
    }

    @Test func theHolderIsNamed() {
        let activity = LoopActivity()
        #expect(activity.read().isResting)
        activity.begin()
        activity.enter(Slow.self)
        #expect(!activity.read().isResting)
        #expect(activity.read().holder == "Slow")
        let before = activity.read()
        activity.enter(Slow.self)
        #expect(activity.read() != before, "the same again is something new")
        activity.rest()
        #expect(activity.read().isResting)
    }
}
