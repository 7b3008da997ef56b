import AdminAPI
import HTTPWire

extension AdminClient {
    package func ledgerBalances(of owner: String?) async throws(AdminError) -> LedgerBalances {
        try await get(["ledger", "balances"], query: [("owner", owner)])
    }

    /// Newest first.
    ///
    /// - Parameter filter: its `kind` is a cause.
    package func ledgerEntries(_ filter: ListFilter) async throws(AdminError) -> LedgerEntryList {
        var filter = filter
        let cause = filter.kind
        filter.kind = nil
        return try await get(["ledger", "entries"], query: filter.query(tenant: "owner") + [("cause", cause)])
    }

    /// Oldest first, owner by owner: everything behind the given entry.
    ///
    /// - Parameter last: `nil` begins with the first of all.
    package func ledgerEntries(
        of owner: String?, after last: LedgerEntryView?, count: Int
    ) async throws(AdminError) -> LedgerEntryList {
        try await get(
            ["ledger", "entries"],
            query: [
                ("owner", owner), ("after_owner", last?.owner), ("after", String(last?.number ?? 0)),
                ("count", String(count)),
            ])
    }

    /// Reads the whole ledger: give it time.
    package func checkLedger() async throws(AdminError) -> LedgerCheckView {
        try await get(["ledger", "check"], deadlines: Self.patientDeadlines)
    }

    package func reconcile(
        _ credential: String, _ request: ReconcileRequest
    ) async throws(AdminError) -> ChangeResult<ReconciliationList> {
        try await send(.post, ["credentials", credential, "reconcile"], request, deadlines: Self.patientDeadlines)
    }

    package func payOutCommission(
        of credential: String, _ payout: CommissionPayout
    ) async throws(AdminError) -> ChangeResult<CommissionPaidOut> {
        try await send(.post, ["credentials", credential, "commission-payouts"], payout)
    }

    package func adjustLedger(
        of owner: String, credential: String, _ adjustment: LedgerAdjustment
    ) async throws(AdminError) -> ChangeResult<LedgerBalances> {
        try await send(.post, ["credentials", credential, "ledger", owner, "adjust"], adjustment)
    }

    package func showCommissions(of tenant: String) async throws(AdminError) -> CommissionList {
        try await get(["tenants", tenant, "commissions"])
    }

    package func changeCommission(
        _ change: ChangeCommission, of tenant: String
    ) async throws(AdminError) -> ChangeResult<Changed<CommissionList>> {
        try await send(.patch, ["tenants", tenant, "commissions"], change)
    }
}
