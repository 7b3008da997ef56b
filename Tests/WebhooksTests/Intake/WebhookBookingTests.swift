import Policy
import Store
import TestSupport
import Testing

/// Webhooks book in the commit that stores them.
@Suite struct WebhookBookingTests {
    private static let currency = CurrencyCode("BTC")

    private static func pooledPayment(_ token: String, _ world: WebhookWorld, upstreamID: String?) async throws {
        let intent = try await world.addIntent(token, upstreamID: upstreamID)
        let opening = PaymentOpening(currency: currency, isFeePaidByUser: false, upstreamFeeBasisPoints: 0)
        try await world.database.write { store in
            _ = try LedgerRepository.open(.payment(opening), for: intent, at: world.clock.now, in: store)
        }
    }

    private static func available(_ tenant: TenantID, _ world: WebhookWorld) async throws -> String? {
        try await world.database.read { store in
            try LedgerRepository.balances(of: tenant, credentialID: world.credentialID, in: store).first?.available
                .description
        }
    }

    @Test func aPaymentIsCreditedOnceHoweverOftenItIsTold() async throws {
        try await WebhookWorld.with { world in
            try await Self.pooledPayment("t", world, upstreamID: "p")
            let body = #"{"transaction_id":"p","status":"completed","total_paid_amount":"2.5"}"#
            for _ in 0..<2 { await world.receive(body, token: "t") }
            await world.receive(body.replacing("\"p\"", with: " \"p\""), token: "t")
            #expect(try await Self.available(world.first, world) == "2.5")
            #expect(try await Self.available(world.second, world) == nil)
        }
    }

    /// The guide's special cases have no id, and their intent's answer may have been lost: the token alone names it.
    @Test func aFlatBodyWithoutAnIDIsTheTokens() async throws {
        try await WebhookWorld.with { world in
            try await Self.pooledPayment("t", world, upstreamID: nil)
            await world.receive(#"{"status":"partially_paid","total_paid_amount":"1"}"#, token: "t")
            #expect(try await Self.available(world.first, world) == "1")
        }
    }

    @Test(arguments: ["other", "foreign"]) func anotherObjectThanTheTokensBooksNothing(id: String) async throws {
        try await WebhookWorld.with { world in
            try await Self.pooledPayment("t", world, upstreamID: "p")
            try await world.addIntent("theirs", of: world.second, upstreamID: "foreign")
            await world.receive(
                #"{"transaction_id":"\#(id)","status":"completed","total_paid_amount":"1"}"#, token: "t")
            #expect(try await Self.available(world.first, world) == nil)
        }
    }
}
