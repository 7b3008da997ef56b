import Policy

/// What the tenants of a run do, and how kind the world is to them.
struct Scenario: Sendable {
    var tenants: Int
    var operationsPerTenant: Int
    /// Requests get lost, the upstream misbehaves, webhooks get lost and come twice.
    var isUnkind: Bool
    /// Calls to receivers get lost, and so do their answers; they are slow, or fail. As they do in an unkind world.
    var hasUnkindReceivers = false
    /// Between two operations of a tenant.
    var pauseMilliseconds = 0...4000
    /// Payments are paid by others than the test amounts' own lives, too.
    var hasCustomers = true
    /// One more tenant, the last, with an upstream account of its own and limits that bind.
    var hasDedicatedTenant = false
    /// Operators propose, approve and reject, and the upstream forgets some of what they must then end by hand.
    var hasOperators = false
    /// Tenants act once the gateway serves.
    var awaitsStart = false
    /// Tenants that do nothing.
    var silentTenants: Set<Int> = []

    /// Of the dedicated tenant, over all its withdrawals.
    static let limits = WithdrawalLimits(
        perWithdrawal: Amount(whole: 100), perDay: Amount(whole: 130), countPerHour: 4)

    /// How long the world takes to come to rest twice: longer than the leases of the resolver, and in an unkind one than
    /// all retries of the upstream's webhooks together.
    var settlingTime: Duration { isUnkind ? .seconds(5000) : .seconds(700) }

    /// Short, so that every one of its awaits and commits can be a run's last.
    static let small = Scenario(tenants: 2, operationsPerTenant: 5, isUnkind: false)
    /// The same, with deliveries that have to be tried again.
    static let smallWithUnkindReceivers = Scenario(
        tenants: 2, operationsPerTenant: 4, isUnkind: false, hasUnkindReceivers: true)
    /// Each waits until what it did has come to rest.
    static let deliberate = Scenario(
        tenants: 2, operationsPerTenant: 8, isUnkind: false, pauseMilliseconds: 60_000...60_000, hasCustomers: false,
        awaitsStart: true)
    static let unattended = Scenario(tenants: 3, operationsPerTenant: 10, isUnkind: true)
    static let busy = Scenario(
        tenants: 3, operationsPerTenant: 10, isUnkind: true, hasDedicatedTenant: true, hasOperators: true)
}

extension Amount {
    fileprivate init(whole: Int128) { self.init(atoms: whole * 1_000_000_000_000_000_000) }
}
