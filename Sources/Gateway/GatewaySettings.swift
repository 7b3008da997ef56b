import Store
import Policy

/// What the request path is configured with. Immutable, and an object: each kind of work holds it, and a copy of a value
/// would be a copy of all its parts for every request.
package final class GatewaySettings: Sendable {
    /// Tells the settings before a reload from those after it, without keeping them.
    final class Mark: Sendable {}

    let mark = Mark()
    /// Where the upstream reaches this gateway, without a trailing slash.
    let publicURL: String
    let tokenLifetime: Duration
    /// For tenants without limits of their own.
    let defaultLimits: [LimitClass: RateLimitSetting]
    let bodyBytesMax: Int
    /// Which callback URLs tenants may give.
    let callbacks: CallbackPolicy
    let catalogue: CatalogueLifetimes
    /// What the upstream is expected to take of a payment, where its account does not say.
    let upstreamFeeBasisPoints: Int
    let mirrorRefresh: MirrorRefresh
    let withdrawalTerms: WithdrawalTerms
    /// Members of bodies that the gateway does not understand, and that go on all the same where a tenant has an
    /// account of its own.
    let forwardedMembers: [MemberPath]

    package init(
        publicURL: String, tokenLifetime: Duration, defaultLimits: [LimitClass: RateLimitSetting], bodyBytesMax: Int,
        callbacks: CallbackPolicy, catalogue: CatalogueLifetimes = CatalogueLifetimes(), upstreamFeeBasisPoints: Int,
        mirrorRefresh: MirrorRefresh, withdrawalTerms: WithdrawalTerms = .standard,
        forwardedMembers: [MemberPath] = []
    ) {
        self.publicURL = publicURL
        self.tokenLifetime = tokenLifetime
        self.defaultLimits = defaultLimits
        self.bodyBytesMax = bodyBytesMax
        self.callbacks = callbacks
        self.catalogue = catalogue
        self.upstreamFeeBasisPoints = upstreamFeeBasisPoints
        self.mirrorRefresh = mirrorRefresh
        self.withdrawalTerms = withdrawalTerms
        self.forwardedMembers = forwardedMembers
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
