/// What one tenant may withdraw in one scope. `nil` sets no limit.
package struct WithdrawalLimits: Hashable, Sendable {
    package static let none = WithdrawalLimits()
    /// The windows roll: they end now, whenever that is.
    package static let day: Duration = .seconds(86_400)
    package static let hour: Duration = .seconds(3600)

    /// In the scope's unit, as every amount here.
    package var perWithdrawal: Amount?
    package var perDay: Amount?
    package var countPerHour: Int?
    /// Above it operators decide.
    package var approvalAbove: ApprovalThreshold?
    /// How many different operators; see `SeparationOfDuties.approvalsRange`. The least without a threshold.
    package var approvalsRequired: Int

    package init(
        perWithdrawal: Amount? = nil, perDay: Amount? = nil, countPerHour: Int? = nil,
        approvalAbove: ApprovalThreshold? = nil,
        approvalsRequired: Int = SeparationOfDuties.approvalsRange.lowerBound
    ) {
        self.perWithdrawal = perWithdrawal
        self.perDay = perDay
        self.countPerHour = countPerHour
        self.approvalAbove = approvalAbove
        self.approvalsRequired = approvalsRequired
    }

    /// - Throws: `WithdrawalRefusal` naming the first limit that the amount would break.
    package func check(
        _ amount: Amount, after recent: RecentWithdrawals, in scope: LimitScope, at now: Timestamp
    ) throws(WithdrawalRefusal) {
        if let perWithdrawal, amount > perWithdrawal { throw .aboveLimit(perWithdrawal, scope) }
        if let perDay {
            let left = max((try? perDay.subtracting(recent.spentInDay)) ?? .zero, .zero)
            guard amount <= left else { throw .aboveDailyLimit(left: left, scope) }
        }
        if let countPerHour, recent.countInHour >= countPerHour {
            let wait = now.distance(to: recent.roomAt ?? now.advanced(by: Self.hour))
            throw .tooManyPerHour(retryAfterSeconds: Int(max(1, (wait.wholeMilliseconds + 999) / 1000)))
        }
    }

    /// - Returns: how many operators must agree; `nil` when none need to.
    package func approvalsNeeded(_ amount: Amount, after recent: RecentWithdrawals) -> Int? {
        guard let approvalAbove, approvalAbove.isExceeded(by: amount, after: recent.spentInApprovalWindow) else {
            return nil
        }
        return approvalsRequired
    }

    /// With what `fallback` sets where nothing is set here. A threshold goes with its number of operators.
    package func completed(by fallback: WithdrawalLimits) -> WithdrawalLimits {
        WithdrawalLimits(
            perWithdrawal: perWithdrawal ?? fallback.perWithdrawal, perDay: perDay ?? fallback.perDay,
            countPerHour: countPerHour ?? fallback.countPerHour,
            approvalAbove: approvalAbove ?? fallback.approvalAbove,
            approvalsRequired: approvalAbove == nil ? fallback.approvalsRequired : approvalsRequired)
    }
}

extension WithdrawalLimits {
    /// The names are those of the admin API.
    package enum Field: String, CaseIterable, Hashable, Sendable {
        case perWithdrawal = "per_withdrawal"
        case perDay = "per_day"
        case countPerHour = "count_per_hour"
        case approvalAbove = "approval_above"
        case approvals
    }

    /// What is raised or taken away where `new` takes this one's place, so that something passes which did not.
    package func weakened(by new: WithdrawalLimits) -> [Field] {
        Field.allCases.filter { field in
            switch field {
            case .perWithdrawal: Self.isRaised(perWithdrawal, new.perWithdrawal)
            case .perDay: Self.isRaised(perDay, new.perDay)
            case .countPerHour: Self.isRaised(countPerHour, new.countPerHour)
            case .approvalAbove: approvalAbove.map { old in new.approvalAbove.map(old.isWeakened) ?? true } ?? false
            case .approvals:
                approvalAbove != nil && new.approvalAbove != nil && new.approvalsRequired < approvalsRequired
            }
        }
    }

    /// Whether it limits anything by itself.
    func sets(_ field: Field) -> Bool {
        switch field {
        case .perWithdrawal: perWithdrawal != nil
        case .perDay: perDay != nil
        case .countPerHour: countPerHour != nil
        case .approvalAbove: approvalAbove != nil
        case .approvals: false
        }
    }

    private static func isRaised<Value: Comparable>(_ old: Value?, _ new: Value?) -> Bool {
        old.map { old in new.map { $0 > old } ?? true } ?? false
    }
}
