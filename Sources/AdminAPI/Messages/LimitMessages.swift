/// What a tenant may do of one class.
package struct LimitView: Codable, Hashable, Sendable {
    /// `read`, `payment` or `withdrawal`.
    package let `class`: String
    package let quota: Int
    package let windowSeconds: Int
    package let burst: Int
    /// Whether it comes from the configuration instead of from the tenant.
    package let isDefault: Bool

    package init(class: String, quota: Int, windowSeconds: Int, burst: Int, isDefault: Bool) {
        self.class = `class`
        self.quota = quota
        self.windowSeconds = windowSeconds
        self.burst = burst
        self.isDefault = isDefault
    }
}

package struct LimitList: Codable, Sendable {
    package let limits: [LimitView]

    package init(limits: [LimitView]) {
        self.limits = limits
    }
}
