import NIOCore
import Testing

@testable import Transport

struct WindowUpdateBudgetTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
    private let unearned = HTTP2Limits.controlFramesMax

    @Test func someNeedNoReason() {
        var budget = WindowUpdateBudget(at: start)
        #expect(budget.spend(frames: unearned, at: start) == true)
        #expect(budget.spend(frames: 1, at: start + HTTP2Limits.window) == false)
    }

    @Test func theyComeBackWithTime() {
        var budget = WindowUpdateBudget(at: start)
        #expect(budget.spend(frames: unearned, at: start) == true)
        #expect(budget.spend(frames: unearned, at: start + HTTP2Limits.window + .nanoseconds(1)) == true)
    }

    @Test func whatIsSentEarnsMore() {
        var budget = WindowUpdateBudget(at: start)
        budget.earn(bytes: 1000 * HTTP2Limits.bytesPerWindowUpdate)
        #expect(budget.spend(frames: 1000, at: start) == true)
        #expect(budget.spend(frames: unearned + 1, at: start) == false)
    }

    @Test func noMoreIsSavedThanIsOnItsWay() {
        var budget = WindowUpdateBudget(at: start)
        for _ in 0..<3 {
            budget.earn(bytes: HTTP2Limits.windowUpdatesSavedMax * HTTP2Limits.bytesPerWindowUpdate)
        }
        #expect(budget.spend(frames: HTTP2Limits.windowUpdatesSavedMax + unearned, at: start) == true)
        #expect(budget.spend(frames: 1, at: start) == false)
    }
}
