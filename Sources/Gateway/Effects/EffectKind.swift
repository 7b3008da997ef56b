import Policy
import Store

/// What a write of the allow-list creates, and which of its members the gateway replaces.
struct EffectKind: Sendable {
    let object: ObjectKind
    /// Upstream's own path.
    let path: String
    /// The longest reference by the contract.
    let referenceLengthMax: Int

    /// The member that carries our intent's id.
    var referenceName: String { object.referenceName }

    init?(route: Route) {
        switch route {
        case .createPayment: self.init(object: .payment, path: route.template, referenceLengthMax: 100)
        case .createWithdrawal: self.init(object: .withdrawal, path: route.template, referenceLengthMax: 64)
        default: return nil
        }
    }

    private init(object: ObjectKind, path: String, referenceLengthMax: Int) {
        self.object = object
        self.path = path
        self.referenceLengthMax = referenceLengthMax
    }
}
