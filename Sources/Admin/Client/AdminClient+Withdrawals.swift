import AdminAPI
import HTTPWire

extension AdminClient {
    package func showWithdrawalControls(of tenant: String) async throws(AdminError) -> WithdrawalControls {
        try await get(["tenants", tenant, "withdrawal-controls"])
    }

    package func setWithdrawalLock(
        _ lock: SetWithdrawalLock, of tenant: String
    ) async throws(AdminError) -> ChangeResult<Changed<WithdrawalControls>> {
        try await send(.put, ["tenants", tenant, "withdrawal-controls", "lock"], lock)
    }

    package func changeWithdrawalLimits(
        _ change: ChangeWithdrawalLimits, of tenant: String
    ) async throws(AdminError) -> ChangeResult<Changed<WithdrawalControls>> {
        try await send(.patch, ["tenants", tenant, "withdrawal-controls", "limits"], change)
    }

    package func changeAllowList(
        _ change: ChangeAllowList, of tenant: String
    ) async throws(AdminError) -> ChangeResult<Changed<WithdrawalControls>> {
        try await send(.patch, ["tenants", tenant, "withdrawal-controls", "allow-list"], change)
    }

    package func changeAddress(
        _ change: AddressChange, of tenant: String
    ) async throws(AdminError) -> ChangeResult<Changed<WithdrawalControls>> {
        try await send(.post, ["tenants", tenant, "withdrawal-controls", "addresses"], change)
    }

    /// Newest first.
    package func listApprovals(_ filter: ListFilter) async throws(AdminError) -> ApprovalList {
        try await get(["approvals"], query: filter.query(object: "id"))
    }

    package func approve(_ approval: String) async throws(AdminError) -> ApprovalView {
        try await send(.post, ["approvals", approval, "approve"], Empty())
    }

    package func reject(_ approval: String) async throws(AdminError) -> ApprovalView {
        try await send(.post, ["approvals", approval, "reject"], Empty())
    }

    /// The upstream is asked first: give it time.
    package func settleWithdrawal(_ intent: String) async throws(AdminError) -> ChangeResult<HoldView> {
        try await send(.post, ["withdrawals", intent, "settle"], Empty(), deadlines: Self.patientDeadlines)
    }

    /// The same.
    package func voidWithdrawal(_ intent: String) async throws(AdminError) -> ChangeResult<HoldView> {
        try await send(.post, ["withdrawals", intent, "void"], Empty(), deadlines: Self.patientDeadlines)
    }
}
