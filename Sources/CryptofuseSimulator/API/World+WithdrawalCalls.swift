extension World {
    /// Every fee is in the currency here.
    func estimateAnswer(_ request: Request) throws(APIError) -> Answer {
        var fields = BodyFields(try request.json())
        let amount = fields.requiredDecimal("amount")
        let code = fields.required("currency", charactersMax: Limits.codeCharactersMax)
        _ = fields.optional("address", charactersMax: Limits.addressCharactersMax)
        try fields.check()
        let currency = try listed(code)
        let fees = try checkedFees(of: amount, currency)
        return Answer([
            "withdrawal_id": nil,
            "status": "estimate",
            "amount": .string(currency.text(amount - fees.total)),
            "requested_amount": .string(currency.text(amount)),
            "fee": .string(currency.text(fees.total)),
            "platform_fee": .string(currency.text(fees.platform)),
            "network_fee": .string(currency.text(fees.network)),
            "blockchain": .string(currency.blockchain.uppercased()),
            "token": .string(currency.token.uppercased()),
            "currency": .string(currency.code),
        ])
    }

    private func checkedFees(of amount: FixedPoint, _ currency: Currency) throws(APIError) -> WithdrawalFees {
        try checkDigits(of: amount, max: currency.decimals)
        try checkRange(of: amount, currency)
        let fees = WithdrawalFees(of: amount, in: currency, platformFee: platformFee)
        guard fees.total < amount else { throw .invalidAmount("Amount does not cover the fees.") }
        return fees
    }

    /// `fee` is in USD here, as in the guide; in the estimate it is in the currency.
    mutating func createWithdrawalAnswer(
        _ request: Request, _ caller: Caller, now: WallTime
    ) throws(APIError) -> Answer {
        var fields = BodyFields(try request.json())
        let amount = fields.requiredDecimal("amount")
        let code = fields.required("currency", charactersMax: Limits.codeCharactersMax)
        let address = fields.required("address", charactersMax: Limits.addressCharactersMax)
        let callbackURL = fields.callbackURL("callback_url")
        let customID = fields.optional("custom_id", charactersMax: Limits.customIDCharactersMax)
        try fields.check()
        let currency = try listed(code)
        let fees = try checkedFees(of: amount, currency)
        guard currency.accepts(address: address) else {
            throw .invalidRequest(
                "Invalid request.", ["address": [.string("Invalid \(currency.blockchain.uppercased()) address.")]])
        }
        let order = WithdrawalOrder(
            account: caller.account, clientID: caller.clientID, currency: currency, amount: amount, fees: fees,
            address: address, customID: customID, callbackURL: callbackURL)
        guard let withdrawal = createWithdrawal(order, now: now) else { throw .insufficientBalance }
        return Answer(
            status: configuration.creationStatus,
            [
                "withdrawal_id": .string(withdrawal.id),
                "status": .string(withdrawal.status.rawValue),
                "amount": .string(currency.text(withdrawal.amount)),
                "requested_amount": .string(currency.text(withdrawal.requested)),
                "fee": .string(currency.usd(fees.total).text(digits: 2)),
                "address": .string(withdrawal.address),
                "created_at": .string(withdrawal.createdAt.iso8601),
            ])
    }

    func withdrawalStatusAnswer(_ request: Request, _ caller: Caller) throws(APIError) -> Answer {
        var fields = BodyFields(try request.json())
        let id = fields.required("withdrawal_id", charactersMax: Limits.addressCharactersMax)
        try fields.check()
        return try withdrawalAnswer(id, caller)
    }

    func withdrawalAnswer(_ id: String, _ caller: Caller) throws(APIError) -> Answer {
        guard !settings.lists.hidesWithdrawals else { throw .notFound }
        guard let withdrawal = withdrawals[id.lowercased()], withdrawal.account == caller.account else {
            throw .notFound
        }
        return Answer(Self.json(withdrawal))
    }

    func listWithdrawalsAnswer(_ request: Request, _ caller: Caller) throws(APIError) -> Answer {
        let query = request.parameters
        let status = query["status"]
        let list = withdrawals.list(reference: settings.lists.ignoresReferences ? nil : query["custom_id"]) {
            $0.account == caller.account && (status == nil || $0.status.rawValue == status)
        }
        let page = try Page(of: list.count, request)
        return Answer(
            settings.lists.withdrawalsWithTotal
                ? page.jsonWithTotal(of: list, as: "withdrawals", Self.json) : page.json(of: list, Self.json))
    }

    /// Guess: the creation's fields plus what is known since.
    static func json(_ withdrawal: Withdrawal) -> JSON {
        let currency = withdrawal.currency
        return [
            "withdrawal_id": .string(withdrawal.id),
            "status": .string(withdrawal.status.rawValue),
            "amount": .string(currency.text(withdrawal.amount)),
            "requested_amount": .string(currency.text(withdrawal.requested)),
            "fee": .string(currency.usd(withdrawal.fees.total).text(digits: 2)),
            "platform_fee": .string(currency.text(withdrawal.fees.platform)),
            "network_fee": .string(currency.text(withdrawal.fees.network)),
            "blockchain": .string(currency.blockchain.uppercased()),
            "token": .string(currency.token.uppercased()),
            "currency": .string(currency.code),
            "address": .string(withdrawal.address),
            "custom_id": .text(withdrawal.customID),
            "callback_url": .text(withdrawal.callbackURL),
            "transaction_hash": .text(withdrawal.hash),
            "error_message": .text(withdrawal.reason),
            "created_at": .string(withdrawal.createdAt.iso8601),
            "updated_at": .string(withdrawal.updatedAt.iso8601),
            "completed_at": .text(withdrawal.completedAt?.iso8601),
        ]
    }
}
