/// What one tenant may withdraw of one currency. `nil` sets no limit.
package struct WithdrawalLimits: Hashable, Sendable {
    package static let none = WithdrawalLimits()
    /// The windows roll: they end now, whenever that is.
    package static let day: Duration = .seconds(86_400)
    package static let hour: Duration = .seconds(3600)

    package var perWithdrawal: Amount?
    package var perDay: Amount?
    package var countPerHour: Int?
    /// Above it operators decide.
    package var approvalAbove: Amount?
    /// How many different operators; see `SeparationOfDuties.approvalsRange`.
    package var approvalsRequired: Int

    package init(
        perWithdrawal: Amount? = nil, perDay: Amount? = nil, countPerHour: Int? = nil, approvalAbove: Amount? = nil,
        approvalsRequired: Int = SeparationOfDuties.approvalsRange.lowerBound
    ) {
        self.perWithdrawal = perWithdrawal
        self.perDay = perDay
        self.countPerHour = countPerHour
        self.approvalAbove = approvalAbove
        self.approvalsRequired = approvalsRequired
    }

    /// A withdrawal that was begun and has not been given back.
    package struct Earlier: Hashable, Sendable {
        package let amount: Amount
        package let begunAt: Timestamp

        package init(amount: Amount, begunAt: Timestamp) {
            self.amount = amount
            self.begunAt = begunAt
        }
    }

    /// - Parameter earlier: at least those of the last day.
    /// - Throws: `WithdrawalRefusal` naming the first limit that the amount would break.
    package func check(
        _ amount: Amount, after earlier: [Earlier], at now: Timestamp
    ) throws(WithdrawalRefusal) {
        if let perWithdrawal, amount > perWithdrawal { throw .aboveLimit(perWithdrawal) }
        if let perDay {
            let since = now.advanced(by: .zero - Self.day)
            let spent = Self.sum(earlier.lazy.filter { $0.begunAt > since }.map(\.amount))
            let left = (try? perDay.subtracting(spent)) ?? .zero
            guard amount <= left else { throw .aboveDailyLimit(left: max(left, .zero)) }
        }
        if let countPerHour {
            let since = now.advanced(by: .zero - Self.hour)
            let recent = earlier.map(\.begunAt).filter { $0 > since }.sorted()
            guard recent.count >= countPerHour else { return }
            // Room is made when the oldest of the last `countPerHour` leaves the window.
            let next = recent[recent.count - countPerHour].advanced(by: Self.hour)
            throw .tooManyPerHour(
                retryAfterSeconds: Int(max(1, (now.distance(to: next).wholeMilliseconds + 999) / 1000)))
        }
    }

    package func needsApproval(_ amount: Amount) -> Bool { approvalAbove.map { amount > $0 } ?? false }

    /// Beyond all bounds nothing is left, either.
    private static func sum(_ amounts: some Sequence<Amount>) -> Amount {
        amounts.reduce(Amount.zero) { sum, amount in (try? sum.adding(amount)) ?? Amount(atoms: .max) }
    }
}

/// Why a withdrawal may not begin. Nothing was set aside.
package enum WithdrawalRefusal: Error, Hashable, Sendable {
    case insufficientBalance
    /// The upstream holds less than the books say.
    case paused(reason: String)
    case aboveLimit(Amount)
    case aboveDailyLimit(left: Amount)
    case tooManyPerHour(retryAfterSeconds: Int)
    case addressNotListed
    case addressCoolingOff(until: Timestamp)
    /// With an allow-list in force, what is not understood could lead the funds elsewhere.
    case unknownMember(String)
    /// An operator said no to this very request.
    case rejected
}
