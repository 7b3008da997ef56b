import Policy
import TestSupport
import Testing

struct DeliveryVerdictTests {
    private let schedule = RetrySchedule(pauses: [.seconds(5)], jitter: 0)

    private func judge(_ end: DeliveryEnd, attempt: Int = 1) -> DeliveryVerdict {
        var generator = SeededGenerator(seed: 1)
        return DeliveryVerdict.judge(end, attempt: attempt, schedule: schedule, using: &generator)
    }

    @Test func everyStatusHasItsVerdict() {
        for status in 100...599 {
            let verdict = judge(.answered(status: status, retryAfter: nil))
            switch status {
            case 200...299: #expect(verdict == .delivered)
            case 410: #expect(verdict == .gone)
            default: #expect(verdict == .retry(.seconds(5)), "redirects too are failures: \(status)")
            }
        }
    }

    @Test func silenceIsRetriedUntilTheScheduleEnds() {
        #expect(judge(.failed) == .retry(.seconds(5)))
        #expect(judge(.failed, attempt: 2) == .exhausted)
        #expect(judge(.answered(status: 500, retryAfter: .seconds(9)), attempt: 2) == .exhausted)
        #expect(judge(.answered(status: 200, retryAfter: nil), attempt: 2) == .delivered)
    }

    @Test func listensToRetryAfter() {
        #expect(judge(.answered(status: 503, retryAfter: .seconds(60))) == .retry(.seconds(60)))
    }
}
