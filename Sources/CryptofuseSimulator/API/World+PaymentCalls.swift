extension World {
    /// The guide's sample shows no order_id in this answer, so there is none; status and list have it.
    mutating func createPaymentAnswer(
        _ request: Request, _ caller: Caller, now: WallTime
    ) throws(APIError) -> Answer {
        let payment = createPayment(try paymentOrder(request, caller), now: now)
        let currency = payment.currency
        return Answer(
            status: configuration.creationStatus,
            [
                "transaction_id": .string(payment.id),
                "status": .string(payment.status.rawValue),
                "blockchain_address": .string(payment.address),
                "amount_usd": .string(payment.amountUSD.text(digits: 2)),
                "amount_crypto": .string(currency.text(payment.amountCrypto)),
                "blockchain": .string(currency.blockchain.uppercased()),
                "token": .string(currency.token.uppercased()),
                "currency": .string(currency.code),
                "expiry_time": .string(payment.expiresAt.iso8601),
                "created_at": .string(payment.createdAt.iso8601),
            ])
    }

    private func paymentOrder(_ request: Request, _ caller: Caller) throws(APIError) -> PaymentOrder {
        var fields = BodyFields(try request.json())
        let amount = fields.requiredDecimal("amount")
        let code = fields.required("currency", charactersMax: Limits.codeCharactersMax)
        let priceCode = fields.optional("price_currency", charactersMax: Limits.codeCharactersMax) ?? "USD"
        let callbackURL = fields.callbackURL("callback_url")
        let orderID = fields.optional("order_id", charactersMax: Limits.orderIDCharactersMax)
        let description = fields.optional("order_description", charactersMax: Limits.descriptionCharactersMax)
        let isFixedRate = fields.flag("is_fixed_rate")
        let isFeePaidByUser = fields.flag("is_fee_paid_by_user")
        let minutes = fields.integer(
            "expiry_minutes", in: Limits.expiryMinutes, or: Limits.expiryMinutesDefault)
        try fields.check()
        let currency = try listed(code)
        let price = try priceCurrency(priceCode)
        try checkDigits(of: amount, max: price.digits)
        let usd = (amount * price.rate).rounded(to: 2, .nearest)
        let crypto = (amount * price.rate / currency.usdRate).rounded(to: currency.decimals, .up)
        try checkRange(of: crypto, currency)
        let charged = isFeePaidByUser ? (crypto * (.one + platformFee)).rounded(to: currency.decimals, .up) : crypto
        return PaymentOrder(
            account: caller.account, clientID: caller.clientID, currency: currency, amountUSD: usd,
            amountCrypto: charged, orderID: orderID, orderDescription: description, callbackURL: callbackURL,
            isFixedRate: isFixedRate, isFeePaidByUser: isFeePaidByUser, expiryMinutes: minutes)
    }

    func checkDigits(of amount: FixedPoint, max digits: Int) throws(APIError) {
        guard amount > .zero else { throw .invalidAmount("Amount must be greater than zero.") }
        guard amount.significantFractionDigits <= digits else {
            throw .invalidAmount("Ensure that there are no more than \(digits) decimal places.")
        }
    }

    func checkRange(of amount: FixedPoint, _ currency: Currency) throws(APIError) {
        guard amount >= currency.minAmount else {
            throw .invalidAmount("Amount below minimum: \(currency.text(currency.minAmount)) \(currency.code).")
        }
        guard amount <= currency.maxAmount else {
            throw .invalidAmount("Amount above maximum: \(currency.text(currency.maxAmount)) \(currency.code).")
        }
    }

    func paymentStatusAnswer(_ request: Request, _ caller: Caller) throws(APIError) -> Answer {
        var fields = BodyFields(try request.json())
        let id = fields.required("transaction_id", charactersMax: Limits.addressCharactersMax)
        try fields.check()
        guard let payment = payments[id.lowercased()], payment.account == caller.account else { throw .notFound }
        return Answer(json(payment))
    }

    func listPaymentsAnswer(_ request: Request, _ caller: Caller) throws(APIError) -> Answer {
        let query = request.parameters
        let status = query["status"]
        let list = payments.list(reference: settings.lists.ignoresReferences ? nil : query["order_id"]) {
            $0.account == caller.account && (status == nil || $0.status.rawValue == status)
        }
        return Answer(try Page(of: list.count, request).json(of: list, json))
    }

    /// As this upstream's dialect has it.
    private func json(_ payment: Payment) -> JSON {
        let all: JSON = Self.json(payment)
        return settings.lists.omitsRejected ? all.without("rejected_amount") : all
    }

    /// Guess: the creation's fields plus what is known since.
    static func json(_ payment: Payment) -> JSON {
        let currency = payment.currency
        return [
            "transaction_id": .string(payment.id),
            "status": .string(payment.status.rawValue),
            "payment_type": .text(payment.paymentType),
            "blockchain_address": .string(payment.address),
            "amount_usd": .string(payment.amountUSD.text(digits: 2)),
            "amount_crypto": .string(currency.text(payment.amountCrypto)),
            "blockchain": .string(currency.blockchain.uppercased()),
            "token": .string(currency.token.uppercased()),
            "currency": .string(currency.code),
            "order_id": .text(payment.orderID),
            "order_description": .text(payment.orderDescription),
            "callback_url": .text(payment.callbackURL),
            "is_fixed_rate": .bool(payment.isFixedRate),
            "is_fee_paid_by_user": .bool(payment.isFeePaidByUser),
            "total_paid_amount": .string(currency.text(payment.totalPaid)),
            "rejected_amount": .string(currency.text(payment.rejected)),
            "transaction_hash": .text(payment.deposits.last?.hash),
            "confirmations": .integer(payment.deposits.isEmpty ? 0 : payment.confirmations),
            "payment_history": WebhookBody.history(of: payment),
            "expiry_time": .string(payment.expiresAt.iso8601),
            "created_at": .string(payment.createdAt.iso8601),
            "updated_at": .string(payment.updatedAt.iso8601),
            "completed_at": .text(payment.completedAt?.iso8601),
        ]
    }
}
