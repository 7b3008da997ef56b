/// Delays of a withdrawal's life in seconds; the guide's samples show minutes, a testnet is quicker. Guess.
private let processingDelay = 3.0
private let completionDelay = 6.0

extension World {
    struct WithdrawalOrder {
        var account: Int
        var clientID: String
        var currency: Currency
        var amount: FixedPoint
        var fees: WithdrawalFees
        var address: String
        var customID: String?
        var callbackURL: String?
    }

    /// Nil, and nothing happened, when the balance does not suffice.
    mutating func createWithdrawal(_ order: WithdrawalOrder, now: WallTime) -> Withdrawal? {
        guard accounts[order.account].hold(order.amount, order.currency) else { return nil }
        let withdrawal = Withdrawal(
            id: RandomText.uuid(), account: order.account, clientID: order.clientID, currency: order.currency,
            requested: order.amount, fees: order.fees, address: order.address, customID: order.customID,
            callbackURL: order.callbackURL, createdAt: now, updatedAt: now)
        withdrawals.insert(withdrawal, id: withdrawal.id, reference: withdrawal.customID)
        record(.withdrawalCreated, of: withdrawal, now: now)
        if let end = Self.endAtBirth(of: withdrawal) {
            _ = setWithdrawal(withdrawal.id, to: end, reason: "at_birth", notifying: false, now: now)
        } else {
            scheduleLife(of: withdrawal)
        }
        return withdrawals[withdrawal.id]
    }

    /// "BORN…" in its address: final as it is created. Its creation's answer is all that is ever said of it.
    private static func endAtBirth(of withdrawal: Withdrawal) -> WithdrawalStatus? {
        guard let mark = withdrawal.address.firstRange(of: "BORN") else { return nil }
        let name = withdrawal.address[mark.upperBound...].lowercased()
        return WithdrawalStatus.allCases.first { $0.isFinal && name.hasPrefix($0.rawValue) }
    }

    /// Magic addresses: "HOLD" in it stays pending until told, "REJECT" is rejected, "FAIL" fails after processing.
    private mutating func scheduleLife(of withdrawal: Withdrawal) {
        let id = withdrawal.id
        if withdrawal.address.contains("HOLD") { return }
        if withdrawal.address.contains("REJECT") { return wake(after: processingDelay, .withdrawal(id, .rejected)) }
        wake(after: processingDelay, .withdrawal(id, .processing))
        wake(after: completionDelay, .withdrawal(id, withdrawal.address.contains("FAIL") ? .failed : .completed))
    }

    /// A timer's step: only forward, and never out of a final state.
    mutating func advanceWithdrawal(_ id: String, to status: WithdrawalStatus, now: WallTime) {
        guard let withdrawal = withdrawals[id], !withdrawal.status.isFinal else { return }
        let reason: String? =
            switch status {
            case .failed: "network_error"
            case .rejected: "compliance"
            default: nil
            }
        _ = setWithdrawal(id, to: status, reason: reason, now: now)
    }

    /// False, and nothing happened, when the withdrawal is final already: money that left cannot come back.
    mutating func setWithdrawal(
        _ id: String, to status: WithdrawalStatus, reason: String?, notifying: Bool = true, now: WallTime
    ) -> Bool {
        guard var withdrawal = withdrawals[id], !withdrawal.status.isFinal else { return false }
        withdrawal.status = status
        withdrawal.reason = reason
        withdrawal.updatedAt = now
        if status == .completed {
            withdrawal.completedAt = now
            withdrawal.hash = "0x" + RandomText.hex(64)
        }
        if status.isFinal {
            accounts[withdrawal.account].settle(
                withdrawal.requested, withdrawal.currency, returned: status.returnsMoney)
        }
        withdrawals[id] = withdrawal
        record(.withdrawalStatus, of: withdrawal, now: now)
        if status.notifies, notifying { notify(of: withdrawal, now: now) }
        return true
    }

    /// A withdrawal that came back is paid out all the same, as an upstream's second look may find. False, and nothing
    /// happened, when it had not come back, or the balance has been spent.
    mutating func reviveWithdrawal(_ id: String, now: WallTime) -> Bool {
        guard var withdrawal = withdrawals[id], withdrawal.status.returnsMoney,
            accounts[withdrawal.account].hold(withdrawal.requested, withdrawal.currency)
        else { return false }
        withdrawal.status = .processing
        withdrawals[id] = withdrawal
        return setWithdrawal(id, to: .completed, reason: nil, now: now)
    }

    /// A withdrawal ends without a word, and nobody can ask about it any more, as an upstream that lost a record. False,
    /// and nothing happened, when it is final already.
    mutating func forgetWithdrawal(_ id: String, as end: WithdrawalStatus, now: WallTime) -> Bool {
        guard setWithdrawal(id, to: end, reason: nil, notifying: false, now: now) else { return false }
        withdrawals.forget(id)
        return true
    }

    private mutating func record(_ kind: Effect.Kind, of withdrawal: Withdrawal, now: WallTime) {
        var effect = Effect(kind: kind, account: accounts[withdrawal.account].name, id: withdrawal.id)
        effect.clientID = withdrawal.clientID
        effect.customID = withdrawal.customID
        effect.callbackURL = withdrawal.callbackURL
        effect.amount = withdrawal.currency.text(withdrawal.requested)
        effect.currency = withdrawal.currency.code
        effect.status = withdrawal.status.rawValue
        effects.record(effect, at: now)
    }
}
