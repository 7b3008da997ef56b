import Policy
import Store

extension GatewayError {
    /// What a tenant is told of a withdrawal that may not begin.
    init(_ refusal: WithdrawalRefusal) {
        switch refusal {
        case .insufficientBalance: self = .insufficientBalance()
        case .paused(let reason):
            self = .serviceUnavailable(
                origin: .gateway, reason: "withdrawals are paused: \(reason)", retryAfterSeconds: 60)
        case .aboveLimit(let limit): self = .invalidAmount("The amount is above the limit of \(limit) per withdrawal.")
        case .aboveDailyLimit(let left):
            self = .forbidden("The limit per day would be exceeded: \(left) is left.", field: "amount")
        case .tooManyPerHour(let seconds):
            self = .rateLimitExceeded(retryAfterSeconds: seconds, reason: "withdrawals per hour")
        case .addressNotListed: self = .forbidden("This address is not on the allow-list.", field: "address")
        case .addressCoolingOff(let time):
            self = .forbidden("This address may be used from \(time) on.", field: "address")
        case .unknownMember(let name):
            self = .invalidField(name, "Not available while an address allow-list is in force.")
        case .rejected: self = .forbidden("This withdrawal was rejected.", field: "withdrawal")
        }
    }

    /// Its funds are set aside; the same request goes through once an operator has approved it.
    static func approvalRequired(_ id: IntentID) -> GatewayError {
        GatewayError(
            status: 409, code: .approvalRequired, origin: .client, isRetrySafe: true,
            message: "This withdrawal waits for approval. Its funds are set aside. Send the same request again later.",
            details: [("approval_id", id.description)], retryAfterSeconds: 300)
    }

    private static func forbidden(_ text: String, field: String) -> GatewayError {
        GatewayError(
            status: 403, code: .forbidden, origin: .client, isRetrySafe: true, message: text, details: [(field, text)])
    }
}
