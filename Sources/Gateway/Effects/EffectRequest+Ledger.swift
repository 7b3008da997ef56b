import HTTPWire
import Policy
import Store

/// What books and controls must know of a write.
extension EffectRequest {
    /// With them it would be the upstream that says what leaves the balance, and nobody could set it aside before.
    static let unfundableNames = ["final_amount", "price_amount", "price_currency"]
    /// What decides where funds go, and what cannot change that.
    private static let understoodNames: Set<String> = [
        "amount", "currency", "address", "memo", "callback_url", "custom_id", "order_id", "description",
    ]
    /// The contract's bound.
    static let addressLengthMax = 255

    func paymentOpening(upstreamFeeBasisPoints: Int) -> PaymentOpening {
        PaymentOpening(
            currency: self["currency"]?.stringValue.flatMap { CurrencyCode($0) },
            isFeePaidByUser: Self.isTrue(self["is_fee_paid_by_user"]), upstreamFeeBasisPoints: upstreamFeeBasisPoints)
    }

    /// - Throws: the upstream's own refusal, where a withdrawal does not say how much of what goes where: without that
    ///   nothing can be set aside, counted or compared.
    ///
    /// - Parameter apiKeyID: what the tenant asks with, if not with a token.
    func withdrawalOrder(
        apiKeyID: APIKeyID?, holdsFunds: Bool, terms: WithdrawalTerms
    ) throws(GatewayError) -> WithdrawalOrder {
        for name in Self.unfundableNames where self[name].map({ !$0.isNull }) == true {
            throw .invalidField(name, "Not available for this account: give amount, from which fees are deducted.")
        }
        let missing = ["amount", "currency", "address"].filter { self[$0]?.isNull ?? true }
        guard missing.isEmpty else { throw .missingRequiredFields(missing) }
        guard let currency = self["currency"]?.stringValue.flatMap({ CurrencyCode($0) }) else {
            throw .invalidCurrency()
        }
        guard let address = self["address"]?.stringValue, !address.isEmpty,
            address.unicodeScalars.count <= Self.addressLengthMax
        else { throw .invalidField("address", "Must be a string of 1 to \(Self.addressLengthMax) characters.") }
        try Self.refuseNull(in: address, of: "address")
        return WithdrawalOrder(
            currency: currency, amount: try amount(), address: address, memo: try memo(),
            unknownMembers: memberNames.filter { !Self.understoodNames.contains($0) }, apiKeyID: apiKeyID,
            holdsFunds: holdsFunds, terms: terms)
    }

    private func memo() throws(GatewayError) -> String? {
        guard let value = self["memo"], !value.isNull else { return nil }
        guard let memo = value.stringValue ?? value.numberToken, memo.unicodeScalars.count <= Self.addressLengthMax
        else { throw .invalidField("memo", "Must be a string of at most \(Self.addressLengthMax) characters.") }
        try Self.refuseNull(in: memo, of: "memo")
        return memo.isEmpty ? nil : memo
    }

    private func amount() throws(GatewayError) -> Amount {
        guard let digits = self["amount"]?.numberToken ?? self["amount"]?.stringValue else {
            throw .invalidAmount("A valid number is required.")
        }
        do throws(AmountError) {
            let amount = try Amount(parsing: digits)
            guard amount.isPositive else { throw AmountError.malformed }
            return amount
        } catch {
            switch error {
            case .malformed: throw .invalidAmount("A number greater than zero is required.")
            case .tooPrecise, .overflow: throw .invalidAmount("The amount is \(error).")
            }
        }
    }

    /// As form-minded clients write it, too.
    private static func isTrue(_ value: JSONValue?) -> Bool {
        switch value {
        case .bool(let flag): flag
        case .string(let text): ["true", "1"].contains(text.value.lowercased())
        case .number(let number): number.token == "1"
        default: false
        }
    }
}
