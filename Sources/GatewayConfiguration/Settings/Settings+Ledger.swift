extension Settings {
    /// The books of tenants that share a credential.
    package struct Ledger: Hashable, Sendable {
        package var upstreamFeeBasisPoints = 100
        /// How much less than the books the upstream may hold, in basis points of the books, before withdrawals pause.
        package var shortfallToleranceBasisPoints = 10
        /// 0 leaves reconciliation to the operator.
        package var reconcileInterval: Duration = .seconds(600)
    }
}

extension Settings.Ledger {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("upstream_fee_basis_points", .integer(0...10_000), into: &upstreamFeeBasisPoints)
        try section.read("shortfall_tolerance_basis_points", .integer(0...10_000), into: &shortfallToleranceBasisPoints)
        let intervals: ClosedRange<Duration> = .seconds(0)...(.seconds(86_400))
        try section.read("reconcile_interval", .duration(intervals), into: &reconcileInterval)
    }
}
