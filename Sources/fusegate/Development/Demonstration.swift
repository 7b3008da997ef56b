import Admin
import AdminAPI
import HTTPWire
import NIOCore
import Transport

/// The guide's whole story through the gateway, step by step. A step that does not hold ends it.
struct Demonstration: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The simulator's few seconds at any sensible scale, on a busy machine.
    private static let webhookPatience: Duration = .seconds(60)
    private static let deadlines = ClientDeadlines(
        connect: .seconds(5), head: .seconds(30), total: .seconds(30), responseBodyBytesMax: 1 << 20)

    let world: DevelopmentWorld

    func play() async throws {
        let token = try await fetchToken()
        _ = try await step("currencies", .get, "/currencies/?full=true&min_max=true", token, expect: 200)
        let rate = try await step(
            "rate", .get, "/rates/?amount=100&currency_from=USD&currency_to=USDTTRC20&full=true", token, expect: 200)
        Console.show("           100 USD → \(rate["estimated_amount"]?.numberToken ?? "?") USDTTRC20")
        let payment = try await step(
            "payment", .post, "/payments/", token, expect: 201,
            [
                "amount": number("123.45"), "currency": "USDTTRC20", "price_currency": "USD",
                "callback_url": .text(world.callbackURL), "order_id": "order_12345",
            ])
        let paymentID = payment["transaction_id"] ?? .null
        try await webhooks(of: paymentID, ["confirming", "completed"])
        let status = try await step(
            "status", .post, "/payments/status/", token, expect: 200, ["transaction_id": paymentID])
        guard status["order_id"]?.stringValue == "order_12345" else { throw Failure(description: "order_id was lost") }
        let withdrawal = try await step(
            "withdrawal", .post, "/withdrawal/", token, expect: 201,
            [
                "amount": number("100.00"), "currency": "USDTTRC20", "address": "TXYZabc123",
                "callback_url": .text(world.callbackURL),
            ])
        try await webhooks(of: withdrawal["withdrawal_id"] ?? .null, ["processing", "completed"])
        let balances = try await step("balances", .get, "/user/balances/", token, expect: 200)
        Console.show(
            "           \(balances["account"]?["USDTTRC20"]?["amount"]?.stringValue ?? "?") USDTTRC20 available")
    }

    private func fetchToken() async throws -> String {
        let form = FormURLEncoding.encode([
            ("grant_type", "client_credentials"), ("client_id", world.tenant.tenant.clientID),
            ("client_secret", world.tenant.clientSecret), ("scope", "read write"),
        ])
        let answer = try await send(
            .post, "/o/token/", [("Content-Type", "application/x-www-form-urlencoded")], ByteBuffer(string: form))
        guard answer.status == 200, let token = answer.body["access_token"]?.stringValue else {
            throw Failure(description: "no token: \(answer.status)")
        }
        Console.show("✓ token")
        return token
    }

    private func step(
        _ name: String, _ method: HTTPMethod, _ target: String, _ token: String, expect status: Int,
        _ body: JSONValue? = nil
    ) async throws -> JSONValue {
        var fields = [("Authorization", "Bearer " + token)]
        if body != nil { fields.append(("Content-Type", "application/json")) }
        let answer = try await send(method, target, fields, body?.serializedBuffer() ?? ByteBuffer())
        guard answer.status == status else {
            throw Failure(description: "\(name): expected \(status), got \(answer.status)")
        }
        Console.show("✓ \(name)  \(method.name) \(target)  \(status)")
        return answer.body
    }

    private func send(
        _ method: HTTPMethod, _ target: String, _ fields: [(String, String)], _ body: ByteBuffer
    ) async throws -> (status: Int, body: JSONValue) {
        guard let origin = Origin(url: world.baseURL) else { throw Failure(description: "bad URL \(world.baseURL)") }
        var request = ClientRequest(origin: origin, method: method, target: target, body: body)
        for (name, value) in fields { request.fields.append(name, value) }
        let response = try await world.client.send(request, deadlines: Self.deadlines)
        return (response.status, try JSONValue.parse(response.body))
    }

    private func webhooks(of id: JSONValue, _ statuses: [String]) async throws {
        let deadline = ContinuousClock.now + Self.webhookPatience
        while true {
            let messages = world.receiver.messages.filter { $0.objectID == id.stringValue }
            if messages.map(\.status) == statuses {
                guard messages.allSatisfy(\.isGenuine) else { throw Failure(description: "a signature is invalid") }
                Console.show("✓ webhooks \(statuses.joined(separator: ", "))")
                return
            }
            guard ContinuousClock.now < deadline else {
                throw Failure(description: "webhooks: expected \(statuses), got \(messages.map(\.status))")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func number(_ token: String) throws -> JSONValue { try JSONValue.parse(token.utf8) }
}
