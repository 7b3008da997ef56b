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

    /// What an auditor or somebody of support must never reach, and a treasurer neither.
    @Test(arguments: [
        ("reload", OperatorDuty.ownership), ("credentials", .ownership),
        ("credentials/:credential/client-secret", .ownership), ("credentials/:credential/webhook-secrets", .ownership),
        ("credentials/:credential/upstream-fee", .treasury),
        ("credentials/:credential/ledger/:owner/adjust", .treasury), ("intents/:intent/resolve", .treasury),
        ("tenants/:tenant/withdrawal-controls/limits", .treasury), ("approvals/:approval/approve", .treasury),
        ("tenants/:tenant/keys", .support), ("tenants/:tenant/limits/:class", .support),
    ])
    func whoseItIs(path: String, duty: OperatorDuty) async throws {
        try await AdminWorld.with { world in
            let routes = AdminRoutes(service: world.service).all.filter { $0.path == path && $0.method != .get }
            #expect(routes.map(\.duty) == [duty])
        }
    }
}
