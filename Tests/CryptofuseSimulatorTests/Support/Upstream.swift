import NIOCore

@testable import CryptofuseSimulator

/// A running simulator and a client of it.
struct Upstream {
    /// A hundred times faster than the guide.
    static let timeScale = 0.01

    let simulator: CryptofuseSimulator
    var token = ""

    var port: Int { simulator.port }

    /// Starts a simulator, gets a token, runs `body`, shuts down whatever happens.
    static func run(
        _ configuration: SimulatorConfiguration = .with { _ in }, _ body: (Upstream) async throws -> Void
    ) async throws {
        var upstream = Upstream(simulator: try await CryptofuseSimulator.start(configuration))
        do {
            upstream.token = try await upstream.issueToken(configuration.clientID, configuration.clientSecret)
            try await body(upstream)
        } catch {
            await upstream.simulator.shutdown()
            throw error
        }
        await upstream.simulator.shutdown()
    }

    func issueToken(_ id: String, _ secret: String, scope: String = "read write") async throws -> String {
        let form = "grant_type=client_credentials&client_id=\(id)&client_secret=\(secret)&scope=\(scope)"
        return try await send("POST", "/o/token/", form: form.replacing(" ", with: "+")).at("access_token") ?? ""
    }

    func with(token: String) -> Upstream { Upstream(simulator: simulator, token: token) }

    func get(_ path: String) async throws -> Response { try await send("GET", path) }

    func post(_ path: String, _ body: String) async throws -> Response {
        try await send("POST", path, "application/json", body)
    }

    func send(_ method: String, _ path: String, form: String) async throws -> Response {
        try await send(method, path, "application/x-www-form-urlencoded", form)
    }

    func send(
        _ method: String, _ path: String, _ type: String = "application/json", _ body: String = "",
        fields: [String] = []
    ) async throws -> Response {
        let bytes = request(method, path, type, body, fields: fields)
        return try Response(await RawClient.exchange(port: port, [bytes]).text)
    }

    /// The request's own text; the connection closes after the answer unless `keepAlive`.
    func request(
        _ method: String, _ path: String, _ type: String = "application/json", _ body: String = "",
        fields: [String] = [], keepAlive: Bool = false
    ) -> String {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)"]
        if !token.isEmpty { lines.append("Authorization: Bearer \(token)") }
        if !body.isEmpty || method == "POST" {
            lines += ["Content-Type: \(type)", "Content-Length: \(body.utf8.count)"]
        }
        if !keepAlive { lines.append("Connection: close") }
        return (lines + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    // MARK: the control API

    func fault(_ json: String) async throws {
        let response = try await post("/_control/faults", json)
        guard response.status == 201 else { throw Response.Malformed(text: response.body) }
    }

    func effects(_ query: String = "") async throws -> [JSON] {
        try await get("/_control/effects?" + query).list("effects")
    }

    func createPayment(_ amount: String, callback: String? = nil, orderID: String = "o-1") async throws -> String {
        let callbackField = callback.map { ",\"callback_url\":\"\($0)\"" } ?? ""
        let response = try await post(
            "/payments/",
            "{\"amount\":\(amount),\"currency\":\"USDTTRC20\",\"price_currency\":\"USD\",\"order_id\":\"\(orderID)\""
                + "\(callbackField)}")
        guard let id = response.at("transaction_id") else { throw Response.Malformed(text: response.body) }
        return id
    }

    func createWithdrawal(
        _ amount: String, address: String = "TXYZabc123...", callback: String? = nil, customID: String = "c-1"
    ) async throws -> String {
        let callbackField = callback.map { ",\"callback_url\":\"\($0)\"" } ?? ""
        let response = try await post(
            "/withdrawal/",
            "{\"amount\":\(amount),\"currency\":\"USDTTRC20\",\"address\":\"\(address)\",\"custom_id\":\"\(customID)\""
                + "\(callbackField)}")
        guard let id = response.at("withdrawal_id") else { throw Response.Malformed(text: response.body) }
        return id
    }

    func paymentStatus(_ id: String) async throws -> Response {
        try await post("/payments/status/", "{\"transaction_id\":\"\(id)\"}")
    }

    func withdrawalStatus(_ id: String) async throws -> Response {
        try await post("/withdrawal/status/", "{\"withdrawal_id\":\"\(id)\"}")
    }

    func balance(_ currency: String = "USDTTRC20", _ field: String = "amount") async throws -> String? {
        try await get("/user/balances/").at("account.\(currency).\(field)")
    }
}

extension SimulatorConfiguration {
    /// A quick simulator of one event loop, changed by `change`.
    static func with(_ change: (inout SimulatorConfiguration) -> Void) -> SimulatorConfiguration {
        var configuration = SimulatorConfiguration()
        configuration.timeScale = Upstream.timeScale
        configuration.eventLoops = 1
        change(&configuration)
        return configuration
    }
}

struct NeverHappened: Error, CustomStringConvertible {
    var description: String
}

/// Asks until it holds, for longer than any healthy run needs.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(description: what) }
        try await Task.sleep(for: .milliseconds(5))
    }
}
