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

/// What to change of a tenant's rate limit.
package struct ChangeLimit: Codable, Sendable {
    package let quota: FieldChange<Int>
    package let windowSeconds: FieldChange<Int>
    /// Unset, it is the whole quota.
    package let burst: FieldChange<Int>

    package init(quota: FieldChange<Int>, windowSeconds: FieldChange<Int>, burst: FieldChange<Int>) {
        self.quota = quota
        self.windowSeconds = windowSeconds
        self.burst = burst
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case quota, burst
        case windowSeconds = "window_seconds"
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        quota = try container.change(.quota)
        windowSeconds = try container.change(.windowSeconds)
        burst = try container.change(.burst)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(quota, .quota)
        try container.encode(windowSeconds, .windowSeconds)
        try container.encode(burst, .burst)
    }
}
