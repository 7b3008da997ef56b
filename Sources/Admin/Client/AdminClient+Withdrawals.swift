import HTTPWire

extension AdminClient {
    package func showWithdrawalControls(of tenant: String) async throws(AdminError) -> WithdrawalControls {
        try await get(["tenants", tenant, "withdrawal-controls"])
    }

    package func setWithdrawalLimits(
        _ limits: WithdrawalLimitView, of tenant: String
    ) async throws(AdminError) -> WithdrawalControls {
        try await send(.put, ["tenants", tenant, "withdrawal-controls", "limits"], limits)
    }

    package func setAllowList(
        _ setting: SetAllowList, of tenant: String
    ) async throws(AdminError) -> WithdrawalControls {
        try await send(.put, ["tenants", tenant, "withdrawal-controls", "allow-list"], setting)
    }

    package func changeAddress(
        _ change: AddressChange, of tenant: String
    ) async throws(AdminError) -> WithdrawalControls {
        try await send(.post, ["tenants", tenant, "withdrawal-controls", "addresses"], change)
    }

    package func listApprovals(of tenant: String?) async throws(AdminError) -> ApprovalList {
        try await get(["approvals"], query: [("tenant", tenant)])
    }

    package func approve(_ approval: String) async throws(AdminError) -> ApprovalView {
        try await send(.post, ["approvals", approval, "approve"], Empty())
    }

    package func reject(_ approval: String) async throws(AdminError) -> ApprovalView {
        try await send(.post, ["approvals", approval, "reject"], Empty())
    }
}
