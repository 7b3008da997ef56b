/// Control calls on payments, withdrawals and webhooks.
extension World {
    mutating func controlPayments(
        _ method: String, _ path: [String], _ body: JSON, now: WallTime
    ) throws(APIError) -> Answer {
        if path.count == 1, method == "GET" {
            return Answer(["payments": .array(payments.all.map { Self.controlJSON($0) })])
        }
        guard path.count == 2 else { throw .control("payments: /_control/payments or /_control/payments/{id}") }
        if path[1] == "expire", method == "POST" { return expirePayments(body, now: now) }
        guard let payment = payments[path[1]] else { throw .notFound }
        if method == "POST" { try steer(payment, body, now: now) }
        return Answer(payments[path[1]].map { Self.controlJSON($0) } ?? .null)
    }

    private static func controlJSON(_ payment: Payment) -> JSON {
        var json = json(payment)
        json.append("client_id", .string(payment.clientID))
        json.append("credited", .string(payment.currency.text(payment.credited)))
        return json
    }

    private mutating func steer(_ payment: Payment, _ body: JSON, now: WallTime) throws(APIError) {
        let name = body["status"]?.string
        guard let status = name.map({ PaymentStatus(rawValue: $0) }) ?? payment.status else {
            throw .control(
                "\"status\" must be one of " + PaymentStatus.allCases.map(\.rawValue).joined(separator: ", "))
        }
        var total = try amount("total_paid", body, payment.currency)
        // The natural step: money that was asked for arrives.
        if total == nil, payment.totalPaid == .zero, status == .confirming || status == .completed {
            total = payment.amountCrypto
        }
        if let total, total < payment.totalPaid {
            throw .control("\"total_paid\" cannot fall below \(payment.currency.text(payment.totalPaid))")
        }
        let rejected = try amount("rejected", body, payment.currency)
        guard (rejected ?? .zero) <= (total ?? payment.totalPaid) else {
            throw .control("\"rejected\" cannot exceed what was paid")
        }
        setPayment(payment.id, to: status, totalPaid: total, rejected: rejected, now: now)
    }

    private func amount(_ name: String, _ body: JSON, _ currency: Currency) throws(APIError) -> FixedPoint? {
        guard let value = body[name], !value.isNull else { return nil }
        guard let amount = value.decimal, amount >= .zero, amount.significantFractionDigits <= currency.decimals else {
            throw .control("\"\(name)\" must be a decimal of at most \(currency.decimals) fraction digits")
        }
        return amount
    }

    private mutating func expirePayments(_ body: JSON, now: WallTime) -> Answer {
        let (id, orderID) = (body["id"]?.string, body["order_id"]?.string)
        let chosen = payments.all.filter {
            $0.status == .waiting && (id == nil || $0.id == id) && (orderID == nil || $0.orderID == orderID)
        }
        for payment in chosen { setPayment(payment.id, to: .expired, now: now) }
        return Answer(["expired": .integer(chosen.count)])
    }

    mutating func controlWithdrawals(
        _ method: String, _ path: [String], _ body: JSON, now: WallTime
    ) throws(APIError) -> Answer {
        if path.count == 1, method == "GET" {
            return Answer(["withdrawals": .array(withdrawals.all.map { Self.controlJSON($0) })])
        }
        guard path.count == 2 else {
            throw .control("withdrawals: /_control/withdrawals or /_control/withdrawals/{id}")
        }
        guard withdrawals[path[1]] != nil else { throw .notFound }
        if method == "POST" {
            guard let status = body["status"]?.string.flatMap({ WithdrawalStatus(rawValue: $0) }) else {
                throw .control(
                    "\"status\" must be one of " + WithdrawalStatus.allCases.map(\.rawValue).joined(separator: ", "))
            }
            let isRevived = status == .completed && body["revive"]?.bool == true && reviveWithdrawal(path[1], now: now)
            guard isRevived || setWithdrawal(path[1], to: status, reason: body["reason"]?.string, now: now) else {
                throw APIError(status: 409, code: "invalid_control_request", message: "The withdrawal is final.")
            }
        }
        return Answer(withdrawals[path[1]].map { Self.controlJSON($0) } ?? .null)
    }

    private static func controlJSON(_ withdrawal: Withdrawal) -> JSON {
        var json = json(withdrawal)
        json.append("client_id", .string(withdrawal.clientID))
        return json
    }

    mutating func controlWebhooks(_ request: Request, _ path: [String]) throws(APIError) -> Answer {
        if path.count == 1, request.method == "GET" {
            let objectID = request.parameters["object_id"]
            let list = webhooks.values.filter { objectID == nil || $0.objectID == objectID }.sorted { $0.id < $1.id }
            return Answer(["webhooks": .array(list.map(\.json))])
        }
        guard path.count == 3, path[2] == "replay", request.method == "POST" else {
            throw .control("webhooks: GET /_control/webhooks or POST /_control/webhooks/{id}/replay")
        }
        guard let id = Int(path[1]), webhooks[id] != nil else { throw .notFound }
        sendWebhook(id)
        return Answer(["replayed": .integer(id)])
    }
}
