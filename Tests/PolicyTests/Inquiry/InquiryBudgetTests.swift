import Policy
import Testing

@Suite struct InquiryBudgetTests {
    private static let setting = InquiryBudget.setting(requestsPerMinute: 12)
    private static let second: UInt64 = 1_000_000_000

    @Test func aDayCostsNoMoreThanItsMinutes() {
        var budget = InquiryBudget()
        let asked = (0..<UInt64(86_400)).count { second in
            // Whoever waits tries again and again.
            (0..<3).count { _ in budget.take(at: second * Self.second, setting: Self.setting) } > 0
        }
        #expect((17_000...17_292).contains(asked))
    }

    @Test func aQuietMinuteAllowsAWholeMinutesQuestionsAtOnce() {
        var budget = InquiryBudget()
        for rest in (0..<12).reversed() {
            let isTaken = budget.take(at: 0, setting: Self.setting)
            #expect(isTaken)
            #expect(budget.available(at: 0, setting: Self.setting) == rest)
        }
        let isTaken = budget.take(at: 0, setting: Self.setting)
        #expect(!isTaken)
        #expect(budget.available(at: 5 * Self.second, setting: Self.setting) == 1)
        #expect(budget.available(at: 60 * Self.second, setting: Self.setting) == 12)
    }

    @Test(
        arguments: [
            (.seconds(7), 7), (nil, 60), (.seconds(-5), 0), (.seconds(1_000_000_000), 3600),
        ] as [(Duration?, UInt64)])
    func aLimitOfTheUpstreamPauses(retryAfter: Duration?, seconds: UInt64) {
        var budget = InquiryBudget()
        budget.pause(for: retryAfter, at: Self.second)
        budget.pause(for: .zero, at: Self.second)
        let end = (1 + seconds) * Self.second
        if seconds > 0 {
            let isTaken = budget.take(at: end - 1, setting: Self.setting)
            #expect(budget.isPaused(at: end - 1) && !isTaken)
            #expect(budget.available(at: end - 1, setting: Self.setting) == 0)
        }
        let isTaken = budget.take(at: end, setting: Self.setting)
        #expect(!budget.isPaused(at: end) && isTaken)
    }

    @Test func theEndOfTheClockIsNoTrap() {
        var budget = InquiryBudget()
        budget.pause(for: .seconds(3600), at: .max - 1)
        #expect(budget.isPaused(at: .max - 1))
    }
}
