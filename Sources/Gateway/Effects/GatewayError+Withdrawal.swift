import Policy
import Store

extension GatewayError {
    /// What a tenant is told of a withdrawal that may not begin.
    init(_ refusal: WithdrawalRefusal) {
        switch refusal {
        case .locked: self = .forbidden("Withdrawals are locked until the operator unlocks them.", field: "withdrawal")
        case .insufficientBalance: self = .insufficientBalance()
        case .paused(let reason):
            self = .serviceUnavailable(
                origin: .gateway, reason: "withdrawals are paused: \(reason)", retryAfterSeconds: 60)
        case .aboveLimit(let limit, let scope):
            self = .invalidAmount("The amount is above the limit of \(Self.text(limit, scope)) per withdrawal.")
        case .aboveDailyLimit(let left, let scope):
            self = .forbidden(
                "The limit per day would be exceeded: \(Self.text(left, scope)) is left.", field: "amount")
        case .tooManyPerHour(let seconds):
            self = .rateLimitExceeded(retryAfterSeconds: seconds, reason: "withdrawals per hour")
        case .addressNotListed: self = .forbidden("This address is not on the allow-list.", field: "address")
        case .addressCoolingOff(let time):
            self = .forbidden("This address may be used from \(time) on.", field: "address")
        case .unknownMember(let name):
            self = .invalidField(name, "Not available while an address allow-list is in force.")
        case .rejected: self = .forbidden("This withdrawal was rejected.", field: "withdrawal")
        case .unreadable:
            self = .invalidRequest("This withdrawal does not say in a readable form how much of what goes where.")
        case .tokenUnknown(let currency):
            self = .serviceUnavailable(
                origin: .gateway,
                reason: "a withdrawal limit counts by token, and the token of \(currency) is not known")
        case .priceUnknown(let currency):
            self = .serviceUnavailable(
                origin: .gateway, reason: "a withdrawal limit counts in USD, and no price of \(currency) is known")
        case .beyondBounds: self = .invalidAmount("The amount is too large.")
        }
    }

    private static func text(_ amount: Amount, _ scope: LimitScope) -> String {
        scope.unit.map { "\(amount) \($0)" } ?? "\(amount)"
    }

    /// The same request goes through once enough operators have approved it.
    ///
    /// - Parameter holdsFunds: whether its funds are set aside meanwhile.
    static func approvalRequired(_ id: IntentID, holdsFunds: Bool) -> GatewayError {
        GatewayError(
            status: 409, code: .approvalRequired, origin: .client, isRetrySafe: true,
            message: "This withdrawal waits for approval.\(holdsFunds ? " Its funds are set aside." : "") "
                + "Send the same request again later.",
            references: [("approval_id", id.description)], retryAfterSeconds: 300)
    }

    private static func forbidden(_ text: String, field: String) -> GatewayError {
        GatewayError(
            status: 403, code: .forbidden, origin: .client, isRetrySafe: true, message: text, details: [(field, text)])
    }
}
