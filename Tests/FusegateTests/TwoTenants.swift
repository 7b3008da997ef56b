import Admin
import AdminAPI
import CryptofuseSimulator
import Foundation
import GatewayConfiguration
import HTTPWire
import Logging
import NIOCore
import Policy
import Testing
import Transport

@testable import fusegate

/// A whole gateway before a simulator, with two tenants pooled on one account.
struct TwoTenants: Sendable {
    struct Caller: Sendable {
        let tenant: TenantSummary
        let token: String
    }

    struct Answer: Sendable {
        let status: Int
        let text: String
    }

    private static let deadlines = ClientDeadlines(
        connect: .seconds(60), head: .seconds(60), total: .seconds(60), responseBodyBytesMax: 1 << 20)

    let client: HTTPClient
    let origin: Origin
    let left, right: Caller

    static func run(_ body: (TwoTenants) async throws -> Void) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let world = try await DevelopmentWorld.start(port: 0, timeScale: 1000, logger: logger)
        do {
            try await body(try await TwoTenants(world))
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }

    private init(_ world: DevelopmentWorld) async throws {
        client = world.client
        origin = try #require(Origin(url: world.baseURL))
        left = try await Self.caller(try #require(world.pooled.first), client, origin)
        right = try await Self.caller(try #require(world.pooled.last), client, origin)
    }

    private static func caller(
        _ created: TenantCreated, _ client: HTTPClient, _ origin: Origin
    ) async throws -> Caller {
        let form = FormURLEncoding.encode([
            ("grant_type", "client_credentials"), ("client_id", created.tenant.clientID),
            ("client_secret", created.clientSecret),
        ])
        var request = ClientRequest(
            origin: origin, method: .post, target: "/o/token/", body: ByteBuffer(string: form))
        request.fields.append("Content-Type", "application/x-www-form-urlencoded")
        let answer = try await client.send(request, deadlines: deadlines)
        return Caller(
            tenant: created.tenant,
            token: try #require(JSONValue.parse(answer.body)["access_token"]?.stringValue))
    }

    func ask(
        _ route: Route, as caller: Caller?, _ attempt: (target: String, body: JSONValue?)?, key: String? = nil
    ) async throws -> Answer {
        let attempt = try #require(attempt)
        var request = ClientRequest(
            origin: origin, method: route.method == "GET" ? .get : .post, target: attempt.target,
            body: attempt.body?.serializedBuffer() ?? ByteBuffer())
        if let caller { request.fields.append("Authorization", "Bearer " + caller.token) }
        if let key { request.fields.append("Idempotency-Key", key) }
        request.fields.append("Content-Type", "application/json")
        let response = try await client.send(request, deadlines: Self.deadlines)
        return Answer(status: response.status, text: String(buffer: response.body))
    }

    /// - Returns: the payment's id.
    func pay(_ caller: Caller, reference: String, key: String? = nil) async throws -> String {
        let answer = try await ask(
            .createPayment, as: caller,
            (
                Route.createPayment.template,
                [
                    "amount": .integer(77), "currency": "USDTTRC20", "price_currency": "USD",
                    "order_id": .text(reference),
                ]
            ), key: key)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(JSONValue.parse(answer.text.utf8)["transaction_id"]?.stringValue)
    }

    func status(of payment: String, as caller: Caller) async throws -> String {
        let answer = try await ask(
            .paymentStatus, as: caller, (Route.paymentStatus.template, ["transaction_id": .text(payment)]))
        try #require(answer.status == 200, "\(answer.text)")
        return answer.text
    }
}
