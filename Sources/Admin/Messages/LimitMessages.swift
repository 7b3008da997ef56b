/// What a tenant may do of one class.
package struct LimitView: Codable, Hashable, Sendable {
    /// `read`, `payment` or `withdrawal`.
    package let limitClass: String
    package let quota: Int
    package let windowSeconds: Int
    package let burst: Int
    /// Whether it comes from the configuration instead of from the tenant.
    package let isDefault: Bool

    enum CodingKeys: String, CodingKey {
        case quota, burst
        case limitClass = "class"
        case windowSeconds = "window_seconds"
        case isDefault = "is_default"
    }
}

package struct LimitList: Codable, Sendable {
    package let limits: [LimitView]
}

package struct SetLimit: Codable, Sendable {
    package let quota: Int
    package let windowSeconds: Int
    /// The whole quota when it is absent.
    package let burst: Int?

    package init(quota: Int, windowSeconds: Int, burst: Int?) {
        self.quota = quota
        self.windowSeconds = windowSeconds
        self.burst = burst
    }

    enum CodingKeys: String, CodingKey {
        case quota, burst
        case windowSeconds = "window_seconds"
    }
}
