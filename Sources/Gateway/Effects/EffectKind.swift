import Policy
import Store

/// What a write of the allow-list creates, and which of its members the gateway replaces.
struct EffectKind: Sendable {
    let object: ObjectKind
    /// Upstream's own path.
    let path: String
    /// The member that carries our intent's id, and its longest value by the contract.
    let referenceName: String
    let referenceLengthMax: Int

    init?(route: Route) {
        switch route {
        case .createPayment:
            self.init(object: .payment, path: route.template, referenceName: "order_id", referenceLengthMax: 100)
        case .createWithdrawal:
            self.init(object: .withdrawal, path: route.template, referenceName: "custom_id", referenceLengthMax: 64)
        default: return nil
        }
    }

    private init(object: ObjectKind, path: String, referenceName: String, referenceLengthMax: Int) {
        self.object = object
        self.path = path
        self.referenceName = referenceName
        self.referenceLengthMax = referenceLengthMax
    }
}
