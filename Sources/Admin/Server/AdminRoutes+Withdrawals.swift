import HTTPTypes
import Policy

extension AdminRoutes {
    func addWithdrawals(to routes: inout [AdminRoute]) {
        routes.add(.get, "tenants/:tenant/withdrawal-controls", .reading) {
            try await service.showWithdrawalControls(of: $0["tenant"], for: $0.caller)
        }
        routes.add(.put, "tenants/:tenant/withdrawal-controls/lock", .treasury) {
            try await service.setWithdrawalLock(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        routes.add(.patch, "tenants/:tenant/withdrawal-controls/limits", .treasury) {
            try await service.changeWithdrawalLimits(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        routes.add(.patch, "tenants/:tenant/withdrawal-controls/allow-list", .treasury) {
            try await service.changeAllowList(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        routes.add(.post, "tenants/:tenant/withdrawal-controls/addresses", .treasury) {
            try await service.changeAddress(of: $0["tenant"], $0.body(), for: $0.caller)
        }
        routes.add(.get, "approvals", .reading) { call in
            try call.refuseQueries(except: "tenant", "id", "state", "since", "until", "before", "count")
            var query = AdminService.ApprovalQuery()
            (query.tenant, query.id, query.state) = (call.query("tenant"), call.query("id"), call.query("state"))
            (query.span, query.before, query.count) = (call.span, call.query("before"), try call.count("count"))
            return try await service.listApprovals(query, for: call.caller)
        }
        routes.add(.post, "approvals/:approval/approve", .treasury) {
            try await service.approve($0["approval"], for: $0.caller)
        }
        routes.add(.post, "approvals/:approval/reject", .treasury) {
            try await service.reject($0["approval"], for: $0.caller)
        }
        routes.add(.post, "withdrawals/:intent/settle", .treasury) {
            try await service.decideHold(of: $0["intent"], .settled, for: $0.caller)
        }
        routes.add(.post, "withdrawals/:intent/void", .treasury) {
            try await service.decideHold(of: $0["intent"], .voided, for: $0.caller)
        }
    }
}
