import HTTPTypes
import Policy
import Testing

@testable import Admin

@Suite struct AdminRouteTests {
    @Test func everyRouteNamesADutyAndOnlyReadersOnlyRead() async throws {
        try await AdminWorld.with { world in
            let routes = AdminRoutes(service: world.service).all
            #expect(routes.count > 40)
            for route in routes {
                let isReading = route.method == .get
                #expect((route.duty == .reading) == isReading, "\(route.method) \(route.path)")
                #expect(route.duty.roles.contains(.owner), "\(route.path)")
                #expect(route.duty.roles.contains(.auditor) == isReading, "\(route.path)")
            }
            let names = routes.map { "\($0.method) \($0.path)" }
            #expect(Set(names).count == names.count)
        }
    }

    /// Every verb that changes something, and whose it is: a new one is decided about here as well.
    private static let duties: KeyValuePairs<String, OperatorDuty> = [
        "DELETE tenants/:tenant/endpoints/:endpoint": .support,
        "PATCH tenants/:tenant/limits/:class": .support,
        "POST deliveries/:delivery/retry": .support,
        "POST tenant-imports": .support,
        "POST tenants": .support,
        "POST tenants/:tenant/certificates": .support,
        "POST tenants/:tenant/certificates/remove": .support,
        "POST tenants/:tenant/endpoints": .support,
        "POST tenants/:tenant/keys": .support,
        "POST tenants/:tenant/keys/:key/revoke": .support,
        "POST tenants/:tenant/resume": .support,
        "POST tenants/:tenant/rotate-secret": .support,
        "POST tenants/:tenant/suspend": .support,
        "POST tenants/:tenant/switch-signature": .support,
        "PATCH tenants/:tenant/commissions": .treasury,
        "PATCH tenants/:tenant/withdrawal-controls/allow-list": .treasury,
        "PATCH tenants/:tenant/withdrawal-controls/limits": .treasury,
        "POST approvals/:approval/approve": .treasury,
        "POST approvals/:approval/reject": .treasury,
        "POST credentials/:credential/commission-payouts": .treasury,
        "POST credentials/:credential/ledger/:owner/adjust": .treasury,
        "POST credentials/:credential/reconcile": .treasury,
        "POST intent-resolutions": .treasury,
        "POST intents/:intent/resolve": .treasury,
        "POST tenants/:tenant/withdrawal-controls/addresses": .treasury,
        "POST withdrawals/:intent/settle": .treasury,
        "POST withdrawals/:intent/void": .treasury,
        "PUT credentials/:credential/upstream-fee": .treasury,
        "PUT tenants/:tenant/withdrawal-key": .treasury,
        "PUT credentials/:credential/client-secret": .ownership,
        "PATCH credentials/:credential/dialect": .ownership,
        "POST credentials": .ownership,
        "POST credentials/:credential/disable": .ownership,
        "POST credentials/:credential/enable": .ownership,
        "POST credentials/:credential/webhook-secrets": .ownership,
        "POST credentials/:credential/webhook-secrets/retire": .ownership,
        "POST reload": .ownership,
        "POST proposals/:proposal/approve": .decision,
        "POST proposals/:proposal/reject": .decision,
    ]

    @Test func theTableOfDutiesIsComplete() async throws {
        try await AdminWorld.with { world in
            let routes = AdminRoutes(service: world.service).all.filter { $0.method != .get }
            for (verb, duty) in Self.duties {
                #expect(
                    routes.filter { "\($0.method) \($0.path)" == verb }.map(\.duty) == [duty], "\(verb)")
            }
            let listed = Set(Self.duties.map(\.key))
            #expect(routes.map { "\($0.method) \($0.path)" }.filter { !listed.contains($0) } == [])
        }
    }
}
