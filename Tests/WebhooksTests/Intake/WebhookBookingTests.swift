import HTTPWire
import Policy
import Store
import TestSupport
import Testing

import Objects
@testable import Webhooks

/// Webhooks book in the commit that stores them.
@Suite struct WebhookBookingTests {
    private static let currency = CurrencyCode("BTC")

    @discardableResult
    private static func pooledPayment(
        _ token: String, _ world: WebhookWorld, upstreamID: String?, currency: CurrencyCode? = currency
    ) async throws -> Intent {
        let intent = try await world.addIntent(token, upstreamID: upstreamID)
        let opening = PaymentOpening(currency: currency, isFeePaidByUser: false, upstreamFeeBasisPoints: 0)
        try await world.database.write { store in
            _ = try BookRepository.open(.payment(opening), for: intent, at: world.clock.now(), in: store)
        }
        return intent
    }

    private static func available(_ tenant: TenantID, _ world: WebhookWorld) async throws -> String? {
        try await world.database.read { store in
            try BookRepository.balances(of: tenant, accountID: world.accountID, in: store).first?.available
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
            let intent = try await Self.pooledPayment("t", world, upstreamID: nil)
            await world.receive(#"{"status":"partially_paid","total_paid_amount":"1"}"#, token: "t")
            #expect(try await Self.available(world.first, world) == "1")
            #expect(try await world.intent(intent)?.state == .confirmed, "in the same commit")
        }
    }

    /// Of every shape that a signed call of the token may have, whatever became of the intent before.
    @Test(arguments: [
        #"{"status":"completed"}"#, #"{"event":"payment_status_update","data":{"status":"completed"}}"#,
        #"{"transaction_id":"a","data":{"transaction_id":"b"},"status":"completed"}"#,
        #"{"transaction_id":"foreign","status":"completed"}"#, #"{"withdrawal_id":"w","status":"completed"}"#, "{}",
    ])
    func aSignedCallOfTheTokenProvesTheEffect(body: String) async throws {
        for state in ["unknown", "in_flight", "refused", "abandoned"] {
            try await WebhookWorld.with { world in
                let intent = try await Self.pooledPayment("t", world, upstreamID: nil)
                try await world.addIntent("theirs", of: world.second, upstreamID: "foreign")
                _ = try await world.database.write {
                    try $0.execute("UPDATE intents SET state = $1 WHERE callback_token = 't'", [.text(state)])
                }
                await world.receive(body, token: "t")
                let proven = try await world.intent(intent)
                #expect(proven?.state == .confirmed && proven?.upstreamID == nil, "\(state)")
                await #expect(throws: IllegalIntentTransition.self) {
                    try await world.database.write {
                        try IntentRepository.disprove(intent, at: world.clock.now(), in: $0)
                    }
                }
            }
        }
    }

    /// The doubt stands in the books and on the event, and the object that the token names is asked about.
    @Test func idsThatDifferBookNothingAndAreAskedAbout() async throws {
        try await WebhookWorld.with { world in
            let intent = try await Self.pooledPayment("t", world, upstreamID: "p")
            await world.receive(
                #"{"transaction_id":"p","status":"completed","data":{"transaction_id":"x","total_paid_amount":"1"}}"#,
                token: "t")
            #expect(try await Self.available(world.first, world)?.description ?? "0" == "0")
            let (doubts, pending, doubtful) = try await world.database.read { store in
                (
                    try store.rows("SELECT reason FROM ledger_entries WHERE cause = 'doubt'", []) { try $0.text() },
                    try InquiryQueue.outcomes.find(intent, in: store),
                    try EventRepository.doubtfulEventCount(since: world.clock.now(), in: store)
                )
            }
            #expect(doubts == ["the body names another object than the callback token's"])
            #expect(pending?.dueAt == world.clock.now() && doubtful == 1)
            #expect(try await world.mirroredStatus(of: "p") != "completed")
        }
    }

    /// Absent says nothing: the money is in no account, the doubt is in the journal, and the upstream is asked until it
    /// names the currency.
    @Test func aPaymentWithoutACurrencyIsADoubtUntilOneIsNamed() async throws {
        try await WebhookWorld.with { world in
            let intent = try await Self.pooledPayment("t", world, upstreamID: "p", currency: nil)
            for _ in 0..<2 {
                await world.receive(
                    #"{"transaction_id":"p","status":"completed","total_paid_amount":"7"}"#, token: "t")
            }
            let (doubts, pending, sweep, doubtful) = try await world.database.read { store in
                (
                    try store.rows("SELECT currency, reason FROM ledger_entries", []) {
                        [try $0.text(), try $0.text()]
                    },
                    try InquiryQueue.outcomes.find(intent, in: store), try InquiryQueue.objects.find(intent, in: store),
                    try EventRepository.doubtfulEventCount(since: world.clock.now(), in: store)
                )
            }
            #expect(doubts == [["XXX", "its currency is not known"]])
            #expect(pending?.dueAt == world.clock.now() && sweep != nil && doubtful == 1)
            let check = try await world.database.read { try LedgerCheck(in: $0, at: world.clock.now()) }
            #expect(check.violations.isEmpty)

            let answer: JSONValue = [
                "transaction_id": "p", "status": "completed", "total_paid_amount": "7", "currency": "USDTTRC20",
            ]
            try await world.database.write { store in
                try ObjectObservation.answer(answer).record(of: intent, at: world.clock.now(), in: store)
                try ObjectObservation.follow(intent, at: world.clock.now(), in: store)
                #expect(try InquiryQueue.objects.find(intent, in: store) == nil)
            }
            #expect(try await Self.available(world.first, world) == "7")
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
