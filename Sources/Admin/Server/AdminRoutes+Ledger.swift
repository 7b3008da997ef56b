import HTTPTypes
import Policy

extension AdminRoutes {
    func addLedger(to routes: inout [AdminRoute]) {
        routes.add(.get, "ledger/balances", .reading) {
            try await service.ledgerBalances(of: $0.query("owner"), for: $0.caller)
        }
        routes.add(.get, "ledger/entries", .reading) { call in
            try call.refuseQueries(
                except: "owner", "object", "cause", "since", "until", "before", "after", "after_owner", "count")
            var query = AdminService.EntryQuery(
                owner: call.query("owner"), object: call.query("object"), cause: call.query("cause"),
                span: call.span, before: try call.number("before"), count: try call.count("count"))
            if let number = try call.number("after") { query.after = (call.query("after_owner") ?? "", number) }
            return try await service.ledgerEntries(query, for: call.caller)
        }
        routes.add(.get, "ledger/check", .reading) { try await service.checkLedger(for: $0.caller) }
        routes.add(.post, "credentials/:credential/reconcile", .treasury) {
            try await service.reconcile($0["credential"], $0.body(), for: $0.caller)
        }
        routes.add(.post, "credentials/:credential/commission-payouts", .treasury) {
            try await service.payOutCommission(of: $0["credential"], $0.body(), for: $0.caller)
        }
        routes.add(.post, "credentials/:credential/ledger/:owner/adjust", .treasury) {
            try await service.adjustLedger(
                of: $0["owner"], credential: $0["credential"], $0.body(), for: $0.caller)
        }
        routes.add(.get, "tenants/:tenant/commissions", .reading) {
            try await service.showCommissions(of: $0["tenant"], for: $0.caller)
        }
        routes.add(.patch, "tenants/:tenant/commissions", .treasury) {
            try await service.changeCommission(of: $0["tenant"], $0.body(), for: $0.caller)
        }
    }
}
