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
        }
    }
}
