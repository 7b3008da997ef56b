/// Whether a tenant may withdraw to listed addresses only.
package struct AddressAllowList: Hashable, Sendable {
    /// A month: longer than any reason to wait.
    package static let coolingOffRange: ClosedRange<Duration> = .zero...(.seconds(30 * 86_400))
    /// As long as nobody says otherwise: any address will do.
    package static let standard = AddressAllowList(isInForce: false, coolingOff: .seconds(86_400))

    package var isInForce: Bool
    /// How long an address that is added while it is in force waits before it may be used; whole seconds.
    package var coolingOff: Duration

    package init(isInForce: Bool, coolingOff: Duration) {
        self.isInForce = isInForce
        self.coolingOff = coolingOff
    }

    /// Whether funds could leave for somewhere, or sooner, where `new` takes this one's place: now, or once the list is
    /// switched on, which inherits what was set while it was off. Adding an address always weakens, and removing one
    /// never does.
    package func isWeakened(by new: AddressAllowList) -> Bool {
        (isInForce && !new.isInForce) || new.coolingOff < coolingOff
    }
}
