import Policy
import TestSupport
import Testing

@Suite struct WithdrawalLimitsTests {
    private static let now = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)
    private static let scope = LimitScope.usd

    private static func amount(_ atoms: Int128) -> Amount { Amount(atoms: atoms) }

    private static func refusal(
        _ limits: WithdrawalLimits, _ atoms: Int128, after recent: RecentWithdrawals = .none
    ) -> WithdrawalRefusal? {
        do throws(WithdrawalRefusal) {
            try limits.check(amount(atoms), after: recent, in: scope, at: now)
            return nil
        } catch { return error }
    }

    @Test func noLimitsRefuseNothing() {
        let absurd = RecentWithdrawals(
            spentInDay: Self.amount(.max), countInHour: .max, spentInApprovalWindow: Self.amount(.max))
        #expect(Self.refusal(.none, .max, after: absurd) == nil)
        #expect(WithdrawalLimits.none.approvalsNeeded(Self.amount(.max), after: absurd) == nil)
    }

    @Test func oneWithdrawalIsBounded() {
        let limits = WithdrawalLimits(perWithdrawal: Self.amount(100))
        #expect(Self.refusal(limits, 100) == nil)
        #expect(Self.refusal(limits, 101) == .aboveLimit(Self.amount(100), Self.scope))
    }

    @Test(arguments: [(60, 40), (100, 0), (500, 0), (Int128.max, 0)] as [(Int128, Int128)])
    func aDayHasItsSum(spent: Int128, left: Int128) {
        let limits = WithdrawalLimits(perDay: Self.amount(100))
        let recent = RecentWithdrawals(spentInDay: Self.amount(spent))
        #expect(left == 0 || Self.refusal(limits, left, after: recent) == nil)
        #expect(Self.refusal(limits, left + 1, after: recent) == .aboveDailyLimit(left: Self.amount(left), Self.scope))
    }

    @Test func soManyPerHourAndThenAWait() {
        let limits = WithdrawalLimits(countPerHour: 2)
        #expect(Self.refusal(limits, 1, after: RecentWithdrawals(countInHour: 1)) == nil)
        let full = RecentWithdrawals(countInHour: 2, roomAt: Self.now.advanced(by: .milliseconds(599_001)))
        #expect(Self.refusal(limits, 1, after: full) == .tooManyPerHour(retryAfterSeconds: 600))
        let past = RecentWithdrawals(countInHour: 2, roomAt: Self.now)
        #expect(Self.refusal(limits, 1, after: past) == .tooManyPerHour(retryAfterSeconds: 1))
    }

    @Test func approvalBeginsAboveItsThreshold() {
        let limits = WithdrawalLimits(approvalAbove: ApprovalThreshold(Self.amount(100)), approvalsRequired: 2)
        let much = RecentWithdrawals(spentInDay: Self.amount(.max), spentInApprovalWindow: Self.amount(.max))
        #expect(limits.approvalsNeeded(Self.amount(100), after: much) == nil)
        #expect(limits.approvalsNeeded(Self.amount(101), after: .none) == 2)
    }

    @Test func aThresholdOverAWindowCountsWhatWasBegunWithinIt() {
        let limits = WithdrawalLimits(approvalAbove: ApprovalThreshold(Self.amount(100), within: .seconds(60)))
        func needed(_ atoms: Int128, spent: Int128) -> Int? {
            limits.approvalsNeeded(
                Self.amount(atoms), after: RecentWithdrawals(spentInApprovalWindow: Self.amount(spent)))
        }
        #expect(needed(100, spent: 0) == nil)
        #expect(needed(40, spent: 60) == nil)
        #expect(needed(41, spent: 60) == 1)
        #expect(needed(1, spent: .max) == 1, "beyond all bounds is above every threshold")
    }

    @Test func whatIsNotSetComesFromTheFallbackAThresholdWithItsOperators() {
        let fallback = WithdrawalLimits(
            perWithdrawal: Self.amount(1), perDay: Self.amount(2), countPerHour: 3,
            approvalAbove: ApprovalThreshold(Self.amount(4)), approvalsRequired: 5)
        #expect(WithdrawalLimits.none.completed(by: fallback) == fallback)
        let own = WithdrawalLimits(perDay: Self.amount(20), approvalAbove: ApprovalThreshold(Self.amount(40)))
        #expect(
            own.completed(by: fallback)
                == WithdrawalLimits(
                    perWithdrawal: Self.amount(1), perDay: Self.amount(20), countPerHour: 3,
                    approvalAbove: ApprovalThreshold(Self.amount(40)), approvalsRequired: 1))
    }

    @Test func raisingUnsettingAndFewerOperatorsWeaken() {
        let full = WithdrawalLimits(
            perWithdrawal: Self.amount(10), perDay: Self.amount(20), countPerHour: 3,
            approvalAbove: ApprovalThreshold(Self.amount(5), within: .seconds(3600)), approvalsRequired: 2)
        #expect(full.weakened(by: full).isEmpty)
        #expect(WithdrawalLimits.none.weakened(by: full).isEmpty, "a limit where there was none")
        #expect(
            full.weakened(by: .none) == [.perWithdrawal, .perDay, .countPerHour, .approvalAbove],
            "without a threshold its operators do not matter")
        func fields(_ change: (inout WithdrawalLimits) -> Void) -> [WithdrawalLimits.Field] {
            var new = full
            change(&new)
            return full.weakened(by: new)
        }
        #expect(fields { $0.perWithdrawal = Self.amount(11) } == [.perWithdrawal])
        #expect(fields { $0.perDay = nil } == [.perDay])
        #expect(fields { $0.countPerHour = 4 } == [.countPerHour])
        #expect(fields { $0.approvalsRequired = 1 } == [.approvals])
        #expect(fields { $0.approvalsRequired = 3 }.isEmpty)
        #expect(
            fields {
                $0.perWithdrawal = Self.amount(9)
                $0.perDay = Self.amount(19)
                $0.countPerHour = 2
            }.isEmpty)
        for (amount, window, weakens) in [
            (5, 3600, false), (4, 3600, false), (5, 7200, false), (6, 3600, true), (5, 1800, true), (5, nil, true),
            (1, nil, true), (6, 7200, true),
        ] as [(Int128, Int64?, Bool)] {
            let threshold = ApprovalThreshold(Self.amount(amount), within: window.map { .seconds($0) })
            let expected: [WithdrawalLimits.Field] = weakens ? [.approvalAbove] : []
            #expect(fields { $0.approvalAbove = threshold } == expected, "\(threshold)")
        }
    }

    @Test func theAllowListIsWeakenedByLiftingItOrByAShorterWait() {
        let list = AddressAllowList(isInForce: true, coolingOff: .seconds(60))
        #expect(!list.isWeakened(by: list))
        #expect(list.isWeakened(by: AddressAllowList(isInForce: false, coolingOff: .seconds(60))))
        #expect(list.isWeakened(by: AddressAllowList(isInForce: true, coolingOff: .seconds(59))))
        #expect(!list.isWeakened(by: AddressAllowList(isInForce: true, coolingOff: .seconds(61))))
        let off = AddressAllowList(isInForce: false, coolingOff: .seconds(60))
        #expect(!off.isWeakened(by: list), "it is switched on as it was set")
        for isInForce in [false, true] {
            let sooner = AddressAllowList(isInForce: isInForce, coolingOff: .seconds(59))
            #expect(off.isWeakened(by: sooner), "whoever switches it on inherits it")
            #expect(!off.isWeakened(by: AddressAllowList(isInForce: isInForce, coolingOff: .seconds(61))))
        }
        #expect(AddressAllowList.standard.isWeakened(by: AddressAllowList(isInForce: true, coolingOff: .zero)))
    }
}
