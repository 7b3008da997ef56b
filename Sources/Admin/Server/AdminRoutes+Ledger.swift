import Hummingbird

extension AdminRoutes {
    func addLedger(to group: RouterGroup<AdminRequestContext>) {
        route(.get, "ledger/balances", in: group) {
            try await service.ledgerBalances(of: $0.query("owner"), for: $0.caller)
        }
        route(.get, "ledger/entries", in: group) { call in
            var query = AdminService.EntryQuery(
                owner: call.query("owner"), before: try call.number("before"), count: try call.count("count"))
            if let number = try call.number("after") { query.after = (call.query("after_owner") ?? "", number) }
            return try await service.ledgerEntries(query, for: call.caller)
        }
        route(.get, "ledger/check", in: group) { try await service.checkLedger(for: $0.caller) }
        route(.post, "credentials/:credential/reconcile", in: group) {
            try await service.reconcile($0["credential"], $0.body(), for: $0.caller)
        }
        route(.post, "credentials/:credential/ledger/:owner/adjust", in: group) {
            try await service.adjustLedger(
                of: $0["owner"], credential: $0["credential"], $0.body(), for: $0.caller)
        }
        route(.get, "tenants/:tenant/commissions", in: group) {
            try await service.showCommissions(of: $0["tenant"], for: $0.caller)
        }
        route(.put, "tenants/:tenant/commissions", in: group) {
            try await service.setCommission(of: $0["tenant"], $0.body(), for: $0.caller)
        }
    }
}
