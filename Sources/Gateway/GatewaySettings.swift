import Store
import Policy

/// What the request path is configured with: one immutable value.
package struct GatewaySettings: Sendable {
    /// Tells the settings before a reload from those after it, without keeping them.
    final class Mark: Sendable {}

    let mark = Mark()
    /// Where the upstream reaches this gateway, without a trailing slash.
    package var publicURL: String
    package var tokenLifetime: Duration
    /// For tenants without limits of their own.
    package var defaultLimits: [LimitClass: RateLimitSetting]
    package var bodyBytesMax: Int
    /// Which callback URLs tenants may give.
    package var callbacks: CallbackPolicy
    package var catalogue = CatalogueLifetimes()
    /// What the upstream is expected to take of a payment, where its credential does not say.
    package var upstreamFeeBasisPoints: Int
    package var mirrorRefresh: MirrorRefresh
    package var withdrawalTerms = WithdrawalTerms.standard
    /// Members of bodies that the gateway does not understand, and that go on all the same where a tenant has a
    /// credential of its own.
    package var forwardedMembers: [MemberPath] = []

    package init(
        publicURL: String, tokenLifetime: Duration, defaultLimits: [LimitClass: RateLimitSetting], bodyBytesMax: Int,
        callbacks: CallbackPolicy, upstreamFeeBasisPoints: Int, mirrorRefresh: MirrorRefresh
    ) {
        self.publicURL = publicURL
        self.tokenLifetime = tokenLifetime
        self.defaultLimits = defaultLimits
        self.bodyBytesMax = bodyBytesMax
        self.callbacks = callbacks
        self.upstreamFeeBasisPoints = upstreamFeeBasisPoints
        self.mirrorRefresh = mirrorRefresh
    }

    func limit(_ limit: LimitClass, of overrides: [LimitClass: RateLimitSetting]) -> RateLimitSetting {
        overrides[limit] ?? defaultLimits[limit] ?? Self.fallbackLimit
    }

    /// What of a tenant's body the upstream may see.
    func forwardedMembers(of call: TenantCall) -> ForwardedMembers {
        ForwardedMembers(of: call.route, isShared: call.tenant.binding == .pooled, further: forwardedMembers)
    }

    private static let fallbackLimit = RateLimitSetting(quota: 60, windowSeconds: 60)
}
