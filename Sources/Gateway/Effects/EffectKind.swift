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

    static let payment = EffectKind(.payment, of: .createPayment, referenceLengthMax: 100)
    static let withdrawal = EffectKind(.withdrawal, of: .createWithdrawal, referenceLengthMax: 64)

    private init(_ object: ObjectKind, of route: Route, referenceLengthMax: Int) {
        self.object = object
        path = route.template
        self.referenceLengthMax = referenceLengthMax
    }
}
