import Hummingbird

extension AdminRoutes {
    func addWithdrawals(to group: RouterGroup<AdminRequestContext>) {
        route(.get, "tenants/:tenant/withdrawal-controls", in: group) {
            try await service.showWithdrawalControls(of: $0["tenant"], for: $0.caller)
        }
        route(.put, "tenants/:tenant/withdrawal-controls/limits", in: group) {
            try await service.setWithdrawalLimits(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        route(.put, "tenants/:tenant/withdrawal-controls/allow-list", in: group) {
            try await service.setAllowList(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        route(.post, "tenants/:tenant/withdrawal-controls/addresses", in: group) {
            try await service.changeAddress(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        route(.get, "approvals", in: group) {
            try await service.listApprovals(of: $0.query("tenant"), for: $0.caller)
        }
        route(.post, "approvals/:approval/approve", in: group) {
            try await service.approve($0["approval"], for: $0.caller)
        }
        route(.post, "approvals/:approval/reject", in: group) {
            try await service.reject($0["approval"], for: $0.caller)
        }
    }
}
