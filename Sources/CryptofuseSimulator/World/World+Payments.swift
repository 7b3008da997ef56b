/// The guide's testnet amounts (section "Payment Test Amounts"), matched on the USD amount. Delays in seconds.
private let testAmounts: [String: [(after: Double, step: PaymentStep)]] = [
    "123.45": [(0, .confirm(percent: 100)), (3, .settle)],
    "234.56": [(25, .confirm(percent: 100)), (30, .settle)],
    "345.67": [(0, .confirm(percent: 50)), (3, .settle)],
    "456.78": [(0, .confirm(percent: 150)), (3, .settle)],
    "567.89": [(5, .expire)],
    "678.90": [(5, .fail)],
]

extension World {
    struct PaymentOrder {
        var account: Int
        var clientID: String
        var currency: Currency
        var amountUSD: FixedPoint
        var amountCrypto: FixedPoint
        var orderID: String?
        var orderDescription: String?
        var callbackURL: String?
        var isFixedRate: Bool
        var isFeePaidByUser: Bool
        var expiryMinutes: Int
    }

    mutating func createPayment(_ order: PaymentOrder, now: WallTime) -> Payment {
        let payment = Payment(
            id: RandomText.uuid(), account: order.account, clientID: order.clientID, currency: order.currency,
            amountUSD: order.amountUSD, amountCrypto: order.amountCrypto,
            address: RandomText.address(of: order.currency.blockchain), orderID: order.orderID,
            orderDescription: order.orderDescription, callbackURL: order.callbackURL, isFixedRate: order.isFixedRate,
            isFeePaidByUser: order.isFeePaidByUser, createdAt: now,
            expiresAt: now.adding(seconds: order.expiryMinutes * 60), updatedAt: now)
        payments.insert(payment, id: payment.id, reference: payment.orderID)
        record(.paymentCreated, of: payment, now: now)
        if let life = testAmounts[payment.amountUSD.text(digits: 2)] {
            for (after, step) in life { wake(after: after, .payment(payment.id, step)) }
        } else {
            wake(after: Double(order.expiryMinutes * 60), .payment(payment.id, .expire))
        }
        return payment
    }

    mutating func advancePayment(_ id: String, _ step: PaymentStep, now: WallTime) {
        guard let payment = payments[id], payment.status.isOpen else { return }
        switch step {
        case .confirm(let percent):
            guard payment.status == .waiting, let factor = FixedPoint("\(percent)e-2") else { return }
            let paid = (payment.amountCrypto * factor).rounded(to: payment.currency.decimals, .down)
            setPayment(id, to: .confirming, totalPaid: paid, now: now)
        case .settle:
            guard payment.status == .confirming else { return }
            let partial = payment.totalPaid < payment.amountCrypto
            setPayment(id, to: partial ? partialStatus : .completed, now: now)
        case .expire: if payment.status == .waiting { setPayment(id, to: .expired, now: now) }
        case .fail: setPayment(id, to: .failed, now: now)
        }
    }

    var partialStatus: PaymentStatus {
        switch settings.dialect.partialStatus {
        case .partiallyPaid: .partiallyPaid
        case .partiallyCompleted: .partiallyCompleted
        case .completed: .completed
        }
    }

    /// Puts a payment into a state, whatever it was before (the control API may do what a blockchain may do), credits
    /// what is newly credited, and tells the callback.
    mutating func setPayment(
        _ id: String, to status: PaymentStatus, totalPaid: FixedPoint? = nil, rejected: FixedPoint? = nil,
        now: WallTime
    ) {
        guard var payment = payments[id] else { return }
        if let totalPaid, totalPaid > payment.totalPaid {
            payment.deposits.append(
                Deposit(
                    id: "dep_" + RandomText.hex(12), amount: totalPaid - payment.totalPaid,
                    hash: "0x" + RandomText.hex(64), at: now))
            payment.totalPaid = totalPaid
        }
        payment.rejected = rejected ?? (status.credits ? rejectedOverpayment(of: payment) : payment.rejected)
        payment.status = status
        payment.updatedAt = now
        if status.credits {
            payment.completedAt = payment.completedAt ?? now
            let net = netCredit(of: payment)
            accounts[payment.account].credit(net - payment.credited, payment.currency)
            payment.credited = net
        }
        payments[id] = payment
        record(.paymentStatus, of: payment, now: now)
        if status != .waiting { notify(of: payment, now: now) }
    }

    private func rejectedOverpayment(of payment: Payment) -> FixedPoint {
        guard let overpaymentThresholdUSD, payment.totalPaid > payment.amountCrypto else { return payment.rejected }
        let kept = (overpaymentThresholdUSD / payment.currency.usdRate).rounded(to: payment.currency.decimals, .down)
        return max(.zero, payment.totalPaid - payment.amountCrypto - kept)
    }

    /// What the merchant gets of the accepted money. A fee that the user pays is on top of the price, hence inside
    /// what arrived. Fees are rounded up to the currency's digits.
    private func netCredit(of payment: Payment) -> FixedPoint {
        let share = payment.isFeePaidByUser ? platformFee / (.one + platformFee) : platformFee
        return payment.accepted - (payment.accepted * share).rounded(to: payment.currency.decimals, .up)
    }

    private mutating func record(_ kind: Effect.Kind, of payment: Payment, now: WallTime) {
        var effect = Effect(kind: kind, account: accounts[payment.account].name, id: payment.id)
        effect.clientID = payment.clientID
        effect.orderID = payment.orderID
        effect.callbackURL = payment.callbackURL
        effect.amount = payment.currency.text(kind == .paymentCreated ? payment.amountCrypto : payment.totalPaid)
        effect.currency = payment.currency.code
        effect.status = payment.status.rawValue
        effects.record(effect, at: now)
    }
}
