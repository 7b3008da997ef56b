/// What a tenant has begun in one scope and was not given back, as far as the scope's limits ask for it. The windows
/// roll: they end now, whenever that is.
package struct RecentWithdrawals: Hashable, Sendable {
    package static let none = RecentWithdrawals()

    /// Within `WithdrawalLimits.day`.
    package var spentInDay: Amount
    /// Within `WithdrawalLimits.hour`.
    package var countInHour: Int
    /// When the hour has room again, at the latest; `nil` while it has.
    package var roomAt: Timestamp?
    /// Within the window of the approval threshold, if it has one.
    package var spentInApprovalWindow: Amount

    package init(
        spentInDay: Amount = .zero, countInHour: Int = 0, roomAt: Timestamp? = nil,
        spentInApprovalWindow: Amount = .zero
    ) {
        self.spentInDay = spentInDay
        self.countInHour = countInHour
        self.roomAt = roomAt
        self.spentInApprovalWindow = spentInApprovalWindow
    }
}
