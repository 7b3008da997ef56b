import Policy
import Testing

@Suite struct RouteMatchTests {
    private static let served = Route.allCases.filter { $0 != .cryptofuseWebhook }

    private func found(_ route: Route) -> RouteMatch {
        .route(route, route == .withdrawal ? .withdrawal(id: "{id}") : .none)
    }

    @Test(arguments: served) func eachRouteIsFoundWithAndWithoutItsSlash(route: Route) {
        #expect(RouteMatch(method: route.method, path: route.template) == found(route))
        #expect(RouteMatch(method: route.method, path: route.template.dropLast()) == found(route))
        #expect(RouteMatch(method: route.method, path: route.template + "/") == .notFound)
        #expect(RouteMatch(method: route.method, path: "/" + route.template) == .notFound)
        #expect(RouteMatch(method: route.method, path: route.template.uppercased()) == .notFound)
    }

    @Test(arguments: served, ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "get"])
    func otherMethodsAreNamed(route: Route, method: String) {
        let siblings = Route.allCases.filter { $0.template == route.template }
        guard !siblings.contains(where: { $0.methods.contains(method) }) else { return }
        let allow = siblings.flatMap(\.methods).joined(separator: ", ")
        #expect(RouteMatch(method: method, path: route.template) == .methodNotAllowed(allow: allow))
    }

    @Test(arguments: served) func headIsTakenWhereGetIs(route: Route) {
        let isGet = Route.allCases.contains { $0.template == route.template && $0.method == "GET" }
        switch RouteMatch(method: "HEAD", path: route.template) {
        case .route(let found, _): #expect(isGet && found.method == "GET" && found.template == route.template)
        default: #expect(!isGet)
        }
    }

    @Test(arguments: [
        "", "/", "//", "/payments/../user/balances/", "/payments//", "/payments/status/1", "/withdrawal//",
        "/withdrawal/a/b", "/withdrawal/a//", "/o/",
        "/o/token/x", "/user/", "/hooks/cryptofuse/", "/hooks/cryptofuse/crd_1", "/hooks/cryptofuse/crd_1/",
        "/hooks/cryptofuse//t", "/hooks/cryptofuse/a/b/c", "/hooks/cryptofuse/a/b//", "/hooks/other/a/b", "payments/",
        "/payments/%2e%2e/", "/{account}/{token}/", "/hooks/cryptofuse",
    ])
    func whatIsNotListedDoesNotExist(path: String) {
        for method in ["GET", "POST"] { #expect(RouteMatch(method: method, path: path) == .notFound, "\(path)") }
    }

    @Test func webhooksNameTheirAccountAndToken() {
        for path in ["/hooks/cryptofuse/crd_1/t-_9", "/hooks/cryptofuse/crd_1/t-_9/"] {
            #expect(
                RouteMatch(method: "POST", path: path)
                    == .route(.cryptofuseWebhook, .webhook(account: "crd_1", token: "t-_9")))
            #expect(RouteMatch(method: "GET", path: path) == .methodNotAllowed(allow: "POST"))
        }
    }

    @Test func aWithdrawalIsNamedByItsPath() {
        for path in ["/withdrawal/660e8400-e29b", "/withdrawal/660e8400-e29b/"] {
            #expect(RouteMatch(method: "GET", path: path) == .route(.withdrawal, .withdrawal(id: "660e8400-e29b")))
            #expect(RouteMatch(method: "POST", path: path) == .methodNotAllowed(allow: "GET, HEAD"))
        }
        // A fixed path is never taken for an id.
        for path in ["/withdrawal/estimate/", "/withdrawal/status/", "/withdrawal/validate-address"] {
            #expect(RouteMatch(method: "GET", path: path) == .methodNotAllowed(allow: "POST"))
        }
        for path in ["/withdrawal/", "/withdrawal", "/withdrawal//", "/withdrawal/a/b/", "/payments/a/"] {
            switch RouteMatch(method: "GET", path: path) {
            case .route(_, .withdrawal): Issue.record("\(path)")
            default: break
            }
        }
    }

    @Test func templatesAreUnique() {
        let lines = Route.allCases.map { "\($0.method) \($0.template)" }
        #expect(Set(lines).count == lines.count)
        #expect(Route.allCases.allSatisfy { $0.template.hasPrefix("/") && $0.template.hasSuffix("/") })
    }

    /// What is kept and shown to every tenant of an account is what no tenant's own words go into.
    @Test func theCatalogueIsWhatIsTheSameForAll() {
        let kept = Route.allCases.filter { $0.work == .upstream(.catalogue) }
        #expect(kept == [.currencies, .rates, .minAmount])
        #expect(kept.allSatisfy { $0.method == "GET" && $0.understoodMembers.isEmpty })
        #expect(Route.validateAddress.work == .upstream(.relay))
    }

    /// What changes something upstream needs the write scope, and its own limit, apart from polling.
    @Test func effectsAreGuarded() {
        for route in Route.allCases {
            switch route.work {
            case .upstream(.createPayment), .upstream(.createWithdrawal):
                #expect(route.scope == .write && route.limitClass != .read && route.method == "POST")
            case .own: break
            case .mirror, .upstream: #expect(route.scope == .read && route.limitClass == .read)
            }
        }
        #expect(Route.createPayment.limitClass == .payment && Route.createWithdrawal.limitClass == .withdrawal)
    }
}
