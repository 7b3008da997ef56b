import AdminAPI
import Policy

/// A change of withdrawal limits whose values are good.
struct LimitsChange: Sendable {
    static let countRange = 1...1_000_000

    let details: [(String, String)]
    private let perWithdrawal: FieldChange<Amount>
    private let perDay: FieldChange<Amount>
    private let countPerHour: FieldChange<Int>
    private let approvalAbove: FieldChange<ApprovalThreshold>
    private let approvals: FieldChange<Int>

    init(_ request: ChangeWithdrawalLimits) throws(AdminError) {
        perWithdrawal = try request.perWithdrawal.map(Self.amount)
        perDay = try request.perDay.map(Self.amount)
        countPerHour = try request.countPerHour.map { (count) throws(AdminError) in
            try Self.require(count, "the count per hour", in: Self.countRange)
        }
        approvalAbove = try request.approvalAbove.map(Self.threshold)
        approvals = try request.approvals.map { (count) throws(AdminError) in
            try Self.require(count, "approvals", in: SeparationOfDuties.approvalsRange)
        }
        details =
            AdminService.details("per_withdrawal", perWithdrawal) + AdminService.details("per_day", perDay)
            + AdminService.details("count_per_hour", countPerHour)
            + AdminService.details("approval_above", approvalAbove) + AdminService.details("approvals", approvals)
        guard !details.isEmpty else { throw AdminError(.invalidRequest, "name something to change") }
    }

    /// A threshold that goes takes its number of operators along.
    func applied(to old: WithdrawalLimits) throws(AdminError) -> WithdrawalLimits {
        let least = SeparationOfDuties.approvalsRange.lowerBound
        var new = WithdrawalLimits(
            perWithdrawal: perWithdrawal.applied(to: old.perWithdrawal), perDay: perDay.applied(to: old.perDay),
            countPerHour: countPerHour.applied(to: old.countPerHour),
            approvalAbove: approvalAbove.applied(to: old.approvalAbove),
            approvalsRequired: approvals.applied(to: old.approvalsRequired) ?? least)
        guard new.approvalAbove == nil else { return new }
        if case .set = approvals {
            throw AdminError(.invalidRequest, "approvals need the threshold above which they are due")
        }
        new.approvalsRequired = least
        return new
    }

    private static func amount(_ text: String) throws(AdminError) -> Amount {
        guard let amount = try? Amount(parsing: text), !amount.isNegative else {
            throw AdminError(.invalidRequest, "a limit must be a number from 0, is \"\(text)\"")
        }
        return amount
    }

    private static func threshold(_ view: ApprovalThresholdView) throws(AdminError) -> ApprovalThreshold {
        let range = ApprovalThreshold.windowRange
        let window = view.windowSeconds.map { Duration.seconds($0) }
        guard window.map(range.contains) ?? true else {
            let (least, most) = (range.lowerBound.components.seconds, range.upperBound.components.seconds)
            throw AdminError(.invalidRequest, "the window of a threshold must be \(least)…\(most) seconds")
        }
        return ApprovalThreshold(try amount(view.amount), within: window)
    }

    private static func require(
        _ value: Int, _ what: String, in range: ClosedRange<Int>
    ) throws(AdminError) -> Int {
        guard range.contains(value) else {
            throw AdminError(.invalidRequest, "\(what) must be \(range.lowerBound)…\(range.upperBound), is \(value)")
        }
        return value
    }
}

extension WithdrawalLimits {
    static func changes(from old: WithdrawalLimits, to new: WithdrawalLimits) -> [SettingChange] {
        Field.allCases.map { SettingChange($0.rawValue, from: old.text(of: $0), to: new.text(of: $0)) }
    }

    /// `nil` where nothing is set.
    private func text(of field: Field) -> String? {
        switch field {
        case .perWithdrawal: perWithdrawal?.description
        case .perDay: perDay?.description
        case .countPerHour: countPerHour.map(String.init)
        case .approvalAbove: approvalAbove?.description
        case .approvals: approvalAbove == nil ? nil : String(approvalsRequired)
        }
    }
}

extension WithdrawalLimitTable {
    /// What then binds the scope in place of what does now. A value that only leaves the default says so.
    func changes(by row: WithdrawalLimits, in scope: LimitScope) -> [SettingChange] {
        var new = self
        new[scope] = row
        let detached = detached(by: row, in: scope).map(\.rawValue)
        return WithdrawalLimits.changes(from: effective(in: scope), to: new.effective(in: scope)).map { change in
            guard change.old == change.new, detached.contains(change.setting), let value = change.old else {
                return change
            }
            return SettingChange(change.setting, from: "\(value) by default", to: "\(value) of its own")
        }
    }
}

extension WithdrawalLimitView {
    init(_ scope: LimitScope, _ limits: WithdrawalLimits) {
        self.init(
            scope: scope.description, perWithdrawal: limits.perWithdrawal?.description,
            perDay: limits.perDay?.description, countPerHour: limits.countPerHour,
            approvalAbove: limits.approvalAbove.map {
                ApprovalThresholdView(amount: $0.amount.description, windowSeconds: $0.window?.components.seconds)
            },
            approvals: limits.approvalAbove == nil ? nil : limits.approvalsRequired)
    }
}
