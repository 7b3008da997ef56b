/// Bodies as in the guide's section "Webhook Flow for Payments" and "Withdrawal Flow": same fields, same order, same
/// kinds (`final_usd_value` is a number, `overpayment_usd_value` a string).
enum WebhookBody {
    static func payment(
        _ payment: Payment, dialect: WebhookDialect, conversionRate: FixedPoint, now: WallTime
    ) -> JSON {
        let special = payment.status == .expired || ["partial", "overpayment"].contains(payment.paymentType)
        if dialect.flatSpecialCases, special {
            return flat(payment, withID: !dialect.flatWithoutID, conversionRate: conversionRate, now: now)
        }
        return [
            "transaction_id": .string(payment.id),
            "event": "payment_status_update",
            "status": .string(payment.status.rawValue),
            "timestamp": .string(now.iso8601),
            "data": data(of: payment, dialect: dialect, conversionRate: conversionRate),
        ]
    }

    private static func data(of payment: Payment, dialect: WebhookDialect, conversionRate: FixedPoint) -> JSON {
        let currency = payment.currency
        let differs = dialect.differingInnerID && payment.status == .confirming
        var data: JSON = [
            "transaction_id": .string(differs ? payment.id.prefix(19) + "a456-426614174000" : payment.id),
            "status": .string(payment.status.rawValue),
            "amount_usd": .string(payment.amountUSD.text(digits: 2)),
            "amount_crypto": .string(currency.text(payment.amountCrypto)),
        ]
        if payment.status == .confirming {
            data.append("blockchain", .string(currency.blockchain.uppercased()))
            data.append("token", .string(currency.token.uppercased()))
            data.append("currency", .string(currency.code))
            data.append("address", .string(payment.address))
        }
        if let type = payment.paymentType {
            data.append("payment_type", .string(type))
            data.append("final_usd_value", .number(converted(payment.accepted, payment, conversionRate)))
        }
        let saysAmounts = payment.status.isOpen || payment.status.credits || !dialect.endsWithoutTotals
        guard saysAmounts, let last = payment.deposits.last else { return data }
        data.append("transaction_hash", .string(last.hash))
        data.append("confirmations", .integer(payment.confirmations))
        data.append("payment_history", history(of: payment))
        data.append("total_paid_amount", .string(currency.text(payment.totalPaid)))
        if payment.paymentType == "overpayment" { appendOverpayment(payment, conversionRate, to: &data) }
        return data
    }

    private static func converted(_ amount: FixedPoint, _ payment: Payment, _ rate: FixedPoint) -> String {
        (amount * payment.currency.usdRate * rate).rounded(to: 2, .nearest).text(digits: 2)
    }

    static func history(of payment: Payment) -> JSON {
        .array(
            payment.deposits.map {
                [
                    "deposit_id": .string($0.id),
                    "amount": .string(payment.currency.text($0.amount)),
                    "transaction_hash": .string($0.hash),
                    "confirmations": .integer(payment.confirmations),
                    "timestamp": .string($0.at.iso8601),
                ]
            })
    }

    private static func appendOverpayment(_ payment: Payment, _ rate: FixedPoint, to json: inout JSON) {
        let over = payment.totalPaid - payment.amountCrypto
        json.append("overpayment_amount", .string(payment.currency.text(over)))
        json.append("overpayment_usd_value", .string(converted(over, payment, rate)))
        guard payment.rejected > .zero else { return }
        json.append("amount_limited", true)
        json.append("rejected_amount", .string(payment.currency.text(payment.rejected)))
    }

    private static func flat(
        _ payment: Payment, withID: Bool, conversionRate: FixedPoint, now: WallTime
    ) -> JSON {
        var json: JSON = withID ? ["transaction_id": .string(payment.id)] : [:]
        json.append("status", .string(payment.status.rawValue))
        guard let type = payment.paymentType else {
            json.append("timestamp", .string(now.iso8601))
            return json
        }
        json.append("payment_type", .string(type))
        json.append("total_paid_amount", .string(payment.currency.text(payment.totalPaid)))
        if type == "overpayment" { appendOverpayment(payment, conversionRate, to: &json) }
        return json
    }

    static func withdrawal(_ withdrawal: Withdrawal, dialect: WebhookDialect, now: WallTime) -> JSON {
        if dialect.flatWithdrawals { return flat(withdrawal, withID: !dialect.flatWithoutID, now: now) }
        var data: JSON = [
            "withdrawal_id": .string(withdrawal.id), "status": .string(withdrawal.status.rawValue),
        ]
        if withdrawal.status == .completed {
            data.append("transaction_hash", .text(withdrawal.hash))
            data.append("confirmations", 20)
            data.append("completed_at", .text(withdrawal.completedAt?.iso8601))
        } else {
            data.append("amount", .string(withdrawal.currency.text(withdrawal.amount)))
            data.append("currency", .string(withdrawal.currency.code))
        }
        return [
            "withdrawal_id": .string(withdrawal.id),
            "event": "withdrawal_status_update",
            "status": .string(withdrawal.status.rawValue),
            "timestamp": .string(now.iso8601),
            "data": data,
        ]
    }

    private static func flat(_ withdrawal: Withdrawal, withID: Bool, now: WallTime) -> JSON {
        var json: JSON = withID ? ["withdrawal_id": .string(withdrawal.id)] : [:]
        json.append("status", .string(withdrawal.status.rawValue))
        json.append("timestamp", .string(now.iso8601))
        json.append("transaction_hash", .text(withdrawal.hash))
        return json
    }
}
