import Policy
import TestSupport
import Testing

@Suite struct WithdrawalLimitsTests {
    private static let now = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)

    private static func earlier(_ amount: Int128, secondsAgo: Int64) -> WithdrawalLimits.Earlier {
        WithdrawalLimits.Earlier(
            amount: Amount(atoms: amount), begunAt: now.advanced(by: .zero - .seconds(secondsAgo)))
    }

    private static func refusal(
        _ limits: WithdrawalLimits, _ amount: Int128, after earlier: [WithdrawalLimits.Earlier] = []
    ) -> WithdrawalRefusal? {
        do throws(WithdrawalRefusal) {
            try limits.check(Amount(atoms: amount), after: earlier, at: now)
            return nil
        } catch { return error }
    }

    @Test func noLimitsRefuseNothing() {
        #expect(Self.refusal(.none, .max, after: [Self.earlier(.max, secondsAgo: 0)]) == nil)
    }

    @Test func oneWithdrawalIsBounded() {
        let limits = WithdrawalLimits(perWithdrawal: Amount(atoms: 100))
        #expect(Self.refusal(limits, 100) == nil)
        #expect(Self.refusal(limits, 101) == .aboveLimit(Amount(atoms: 100)))
    }

    @Test func aDayIsTheLast24Hours() {
        let limits = WithdrawalLimits(perDay: Amount(atoms: 100))
        let spent = [Self.earlier(60, secondsAgo: 86_399), Self.earlier(70, secondsAgo: 86_400)]
        #expect(Self.refusal(limits, 40, after: spent) == nil)
        #expect(Self.refusal(limits, 41, after: spent) == .aboveDailyLimit(left: Amount(atoms: 40)))
        let over = spent + [Self.earlier(500, secondsAgo: 1)]
        #expect(Self.refusal(limits, 1, after: over) == .aboveDailyLimit(left: .zero))
        let absurd = [Self.earlier(.max, secondsAgo: 1), Self.earlier(.max, secondsAgo: 1)]
        #expect(Self.refusal(limits, 1, after: absurd) == .aboveDailyLimit(left: .zero))
    }

    @Test func soManyPerHourAndThenAWait() {
        let limits = WithdrawalLimits(countPerHour: 2)
        let one = [Self.earlier(1, secondsAgo: 3000)]
        #expect(Self.refusal(limits, 1, after: one) == nil)
        let two = one + [Self.earlier(1, secondsAgo: 10), Self.earlier(1, secondsAgo: 3600)]
        #expect(Self.refusal(limits, 1, after: two) == .tooManyPerHour(retryAfterSeconds: 600))
    }

    @Test func approvalBeginsAboveItsThreshold() {
        let limits = WithdrawalLimits(approvalAbove: Amount(atoms: 100))
        #expect(!limits.needsApproval(Amount(atoms: 100)) && limits.needsApproval(Amount(atoms: 101)))
        #expect(!WithdrawalLimits.none.needsApproval(Amount(atoms: .max)))
    }

    /// Whoever obeys: never more than the limit within any 24 hours, nor more than so many within any hour.
    @Test(arguments: propertySeeds) func noWindowHoldsMoreThanItsLimit(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let limits = WithdrawalLimits(
                perDay: Amount(atoms: Int128.random(in: 1...500, using: &generator)),
                countPerHour: Int.random(in: 1...5, using: &generator))
            var begun: [WithdrawalLimits.Earlier] = []
            var time = Self.now
            for _ in 0..<100 {
                time = time.advanced(by: .seconds(Int64.random(in: 0...7200, using: &generator)))
                let amount = Amount(atoms: Int128.random(in: 1...200, using: &generator))
                guard (try? limits.check(amount, after: begun, at: time)) != nil else { continue }
                begun.append(WithdrawalLimits.Earlier(amount: amount, begunAt: time))
            }
            for last in begun {
                let day = begun.filter {
                    $0.begunAt <= last.begunAt && $0.begunAt.distance(to: last.begunAt) < WithdrawalLimits.day
                }
                let hour = day.filter { $0.begunAt.distance(to: last.begunAt) < WithdrawalLimits.hour }
                #expect(day.reduce(0) { $0 + $1.amount.atoms } <= limits.perDay?.atoms ?? 0, "seed \(seed)")
                #expect(hour.count <= limits.countPerHour ?? 0, "seed \(seed)")
            }
        }
    }
}
