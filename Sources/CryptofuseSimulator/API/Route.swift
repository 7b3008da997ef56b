/// The upstream's calls. The raw value is how counters name them.
enum Route: String, CaseIterable, Sendable {
    case token = "POST /o/token/"
    case status = "GET /status/"
    case currencies = "GET /currencies/"
    case rates = "GET /rates/"
    case minAmount = "GET /payments/min-amount/"
    case createPayment = "POST /payments/"
    case listPayments = "GET /payments/"
    case paymentStatus = "POST /payments/status/"
    case balances = "GET /user/balances/"
    case validateAddress = "POST /withdrawal/validate-address/"
    case estimate = "POST /withdrawal/estimate/"
    case createWithdrawal = "POST /withdrawal/"
    case listWithdrawals = "GET /withdrawal/"
    case withdrawalStatus = "POST /withdrawal/status/"
    case withdrawal = "GET /withdrawal/{id}/"
    /// Everything that must never be forwarded for a tenant: it answers with secrets.
    case privateArea = "* private"

    /// Nil: no token needed.
    var scope: String? {
        switch self {
        case .token, .status: nil
        case .createPayment, .createWithdrawal: "write"
        default: "read"
        }
    }

    enum Match: Sendable {
        case route(Route, objectID: String?)
        case wrongMethod(allowed: [String])
        /// The path exists with a slash at its end: Django's APPEND_SLASH answers 301.
        case missingSlash
        case unknown
    }

    private static let privatePrefixes = [
        "/o/apps/", "/user/me/", "/user/webhooks/", "/user/balances/history/", "/withdrawal/available-currencies/",
        "/wallets/", "/custody/", "/manage/",
    ]

    /// Path to (method, route).
    private static let table: [String: [(method: String, route: Route)]] = {
        var table: [String: [(method: String, route: Route)]] = [:]
        for route in allCases where route != .privateArea && route != .withdrawal {
            let parts = route.rawValue.split(separator: " ")
            table[String(parts[1]), default: []].append((String(parts[0]), route))
        }
        return table
    }()

    static func match(method: String, path: String) -> Match {
        let method = method == "HEAD" ? "GET" : method
        if let entries = table[path] {
            if let entry = entries.first(where: { $0.method == method }) { return .route(entry.route, objectID: nil) }
            return .wrongMethod(allowed: entries.map(\.method))
        }
        if privatePrefixes.contains(where: { path.hasPrefix($0) }) { return .route(.privateArea, objectID: nil) }
        if let id = withdrawalID(path) {
            return method == "GET" ? .route(.withdrawal, objectID: id) : .wrongMethod(allowed: ["GET"])
        }
        if !path.hasSuffix("/"), isKnown(path + "/") { return .missingSlash }
        return .unknown
    }

    private static func isKnown(_ path: String) -> Bool {
        table[path] != nil || withdrawalID(path) != nil || privatePrefixes.contains { path.hasPrefix($0) }
    }

    private static func withdrawalID(_ path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].isEmpty, parts[1] == "withdrawal", !parts[2].isEmpty, parts[3].isEmpty else {
            return nil
        }
        return String(parts[2])
    }
}
