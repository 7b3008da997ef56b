/// Calls that read the catalogue: /currencies/, /rates/, /payments/min-amount/, addresses.
extension World {
    /// Without `full` only codes are listed; the guide shows the full form only.
    func currenciesAnswer(_ request: Request) -> Answer {
        let query = request.parameters
        let (full, limits, usd) = (query.flag("full"), query.flag("min_max"), query.flag("include_usd"))
        guard full || limits else {
            return Answer(["currencies": .array(catalogue.currencies.map { .string($0.code) })])
        }
        let list = catalogue.currencies.map { currency -> JSON in
            var json: JSON = ["currency": .string(currency.code)]
            if full {
                json.append("name", .string(currency.name))
                json.append("token", .string(currency.token))
                json.append("blockchain", .string(currency.blockchain))
            }
            if limits {
                json.append("min_amount", .string(currency.text(currency.minAmount)))
                json.append("max_amount", .string(currency.text(currency.maxAmount)))
            }
            if limits, usd {
                json.append("min_amount_usd", .string(currency.usd(currency.minAmount).text(digits: 2)))
                json.append("max_amount_usd", .string(currency.usd(currency.maxAmount).text(digits: 2)))
            }
            return json
        }
        return Answer(["currencies": .array(list)])
    }

    /// The fee is taken in `currency_from` before conversion, unless the user pays it on top. Numbers are JSON numbers
    /// here, printed as Python prints floats.
    func ratesAnswer(_ request: Request, now: WallTime) throws(APIError) -> Answer {
        let query = request.parameters
        let missing = ["amount", "currency_from", "currency_to"].filter { (query[$0] ?? "").isEmpty }
        guard missing.isEmpty else { throw .missing(missing) }
        guard let amount = FixedPoint(query["amount"] ?? "") else {
            throw .invalidRequest("Invalid request.", ["amount": ["A valid number is required."]])
        }
        guard amount > .zero else { throw .invalidAmount("Amount must be greater than zero.") }
        let from = try priceCurrency(query["currency_from"] ?? "")
        let to = try priceCurrency(query["currency_to"] ?? "")
        let percent = try feePercentage(query["fee_percentage"])
        let hundred = FixedPoint("100") ?? .one
        let fee = (amount * percent / hundred).rounded(to: 8, .up)
        let base = query.flag("is_fee_paid_by_user") ? amount : amount - fee
        let estimated = (base * from.rate / to.rate).rounded(to: to.digits, .down)
        var json: JSON = [
            "currency_from": .string(from.code), "currency_to": .string(to.code),
            "amount": .number(amount.shortest), "estimated_amount": .number(estimated.shortest),
            "rate": .number((estimated / amount).rounded(to: 12, .nearest).shortest),
        ]
        if query.flag("full") {
            json.append("fee_percentage", .number(percent.shortest))
            json.append("fee_amount", .number(fee.shortest))
        }
        json.append("timestamp", .string(now.iso8601))
        return Answer(json)
    }

    private func feePercentage(_ text: String?) throws(APIError) -> FixedPoint {
        let hundred = FixedPoint("100") ?? .one
        guard let text else { return platformFee * hundred }
        guard let percent = FixedPoint(text), percent >= .zero, percent < hundred else {
            throw .invalidRequest("Invalid request.", ["fee_percentage": ["Must be from 0 to below 100."]])
        }
        return percent
    }

    /// USD or a listed currency: code, USD rate, digits.
    func priceCurrency(_ code: String) throws(APIError) -> (code: String, rate: FixedPoint, digits: Int) {
        if code.uppercased() == "USD" { return ("USD", .one, 2) }
        let currency = try listed(code)
        return (currency.code, currency.usdRate, currency.decimals)
    }

    func listed(_ code: String) throws(APIError) -> Currency {
        guard let currency = catalogue.find(code) else { throw .invalidCurrency(code) }
        return currency
    }

    /// `min_amount` is a number: the guide's Python compares it with one.
    func minAmountAnswer(_ request: Request) throws(APIError) -> Answer {
        guard let code = request.parameters["currency"], !code.isEmpty else { throw .missing(["currency"]) }
        let currency = try listed(code)
        return Answer([
            "currency": .string(currency.code), "min_amount": .number(currency.minAmount.shortest),
            "min_amount_usd": .number(currency.usd(currency.minAmount).shortest),
        ])
    }

    func validateAddressAnswer(_ request: Request) throws(APIError) -> Answer {
        var fields = BodyFields(try request.json())
        let address = fields.required("address", charactersMax: Limits.addressCharactersMax)
        let code = fields.required("currency", charactersMax: Limits.codeCharactersMax)
        try fields.check()
        let currency = try listed(code)
        return Answer([
            "is_valid": .bool(currency.accepts(address: address)), "address": .string(address),
            "blockchain": .string(currency.blockchain.uppercased()), "currency": .string(currency.code),
        ])
    }

    func balancesAnswer(_ caller: Caller) -> Answer {
        let balances = accounts[caller.account].balances
        let list = catalogue.currencies.compactMap { currency -> (key: String, value: JSON)? in
            guard let balance = balances[currency.code] else { return nil }
            return (
                currency.code,
                [
                    "amount": .string(currency.text(balance.available)),
                    "pending_amount": .string(currency.text(balance.pending)),
                    "currency": [
                        "currency": .string(currency.code), "blockchain": .string(currency.blockchain.uppercased()),
                        "token": .string(currency.token.uppercased()),
                    ],
                ]
            )
        }
        return Answer(["account": .object(list)])
    }

    /// The account's real secrets, and a marker to search a gateway's answers for.
    func privateAnswer(_ request: Request, _ caller: Caller) -> Answer {
        let account = accounts[caller.account]
        let applications = account.applications.map { application -> JSON in
            ["client_id": .string(application.clientID), "client_secret": .string(application.clientSecret)]
        }
        return Answer([
            "marker": "UPSTREAM-PRIVATE", "path": .string(request.path), "account": .string(account.name),
            "email": "owner@merchant.example", "webhook_secret": .string(account.webhookSecret),
            "applications": .array(applications),
        ])
    }
}

/// Lengths the contract documents; the rest are guesses at column sizes.
enum Limits {
    static let orderIDCharactersMax = 100
    static let customIDCharactersMax = 64
    static let addressCharactersMax = 255
    static let descriptionCharactersMax = 1000
    static let codeCharactersMax = 50
    static let expiryMinutes = 1...1440
    static let expiryMinutesDefault = 30
    static let pageSizeDefault = 20
    static let pageSizeMax = 100
}
