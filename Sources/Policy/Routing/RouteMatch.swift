/// What looking a request line up in the allow-list brings.
package enum RouteMatch: Hashable, Sendable {
    case route(Route, PathParameters)
    /// The path exists, for these methods.
    case methodNotAllowed(allow: String)
    case notFound

    /// With or without the trailing slash, never a redirect.
    package init(method: String, path: String) { self.init(method: method, path: path[...]) }

    package init(method: String, path: Substring) {
        var path = path
        if path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path = Substring(path.utf8.dropLast()) }
        guard let routes = Self.routesByPath[String(path)] else {
            self = Self.pathWithSegments(method: method, path: path)
            return
        }
        if let route = routes.first(where: { $0.takes(method) }) {
            self = .route(route, .none)
        } else {
            self = .methodNotAllowed(allow: routes.flatMap(\.methods).joined(separator: ", "))
        }
    }

    private static func pathWithSegments(method: String, path: Substring) -> RouteMatch {
        guard path.hasPrefix(webhookPrefix) else { return withdrawal(method: method, path: path) }
        return webhook(method: method, rest: path.dropFirst(webhookPrefix.count))
    }

    private static func webhook(method: String, rest: Substring) -> RouteMatch {
        let segments = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count == 2, segments.allSatisfy({ !$0.isEmpty }) else { return .notFound }
        guard method == Route.cryptofuseWebhook.method else { return .methodNotAllowed(allow: "POST") }
        return .route(.cryptofuseWebhook, .webhook(account: segments[0], token: segments[1]))
    }

    private static func withdrawal(method: String, path: Substring) -> RouteMatch {
        guard path.hasPrefix(withdrawalPrefix) else { return .notFound }
        let id = path.dropFirst(withdrawalPrefix.count)
        guard !id.isEmpty, !id.contains("/") else { return .notFound }
        let route = Route.withdrawal
        return route.takes(method)
            ? .route(route, .withdrawal(id: id)) : .methodNotAllowed(allow: route.methods.joined(separator: ", "))
    }

    private static let withdrawalPrefix = "/withdrawal/"
    private static let webhookPrefix = "/hooks/cryptofuse/"

    private static let routesByPath: [String: [Route]] = Dictionary(
        grouping: Route.allCases.filter { !$0.template.contains("{") }, by: { String($0.template.dropLast()) })
}

/// What stands in a path in the place of its template's `{…}`, as it is spelt there.
package enum PathParameters: Hashable, Sendable {
    case none
    case withdrawal(id: Substring)
    case webhook(account: Substring, token: Substring)
}
