import HTTPWire
import Policy
import Store
import TestSupport
import Testing

import Objects
@testable import Webhooks

@Suite struct ObjectObservationTests {
    private static func listing(
        after observations: [ObjectObservation], kind: ObjectKind = .payment, orderID: String? = #""A-1""#,
        customID: String? = nil
    ) async throws -> JSONValue {
        try await WebhookWorld.with { world in
            let intent = try await world.addIntent(
                "t", kind: kind, upstreamID: "tx", callbackURL: "https://shop.example/hook", orderID: orderID,
                customID: customID)
            try await world.database.write { store in
                for observation in observations { try observation.record(of: intent, at: world.clock.now(), in: store) }
            }
            let row = try #require(try await world.database.read { try ObjectRepository.find(intent, in: $0) })
            return try TenantBody.listing(intent, row)
        }
    }

    private static func json(_ text: String) -> JSONValue { (try? JSONValue.parse(text.utf8)) ?? .null }

    private static let created = ObjectObservation.creation(
        json(
            #"{"transaction_id":"tx","status":"waiting","blockchain_address":"T1","amount_usd":"100.00","#
                + #""created_at":"2024-12-27T10:00:00Z"}"#))
    private static let completed = ObjectObservation.webhook(
        json(
            #"{"transaction_id":"tx","event":"payment_status_update","status":"completed","#
                + #""timestamp":"2024-12-27T10:10:00Z","data":{"transaction_id":"other","status":"completed","#
                + #""address":"T1","order_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV","callback_url":"https://gw/hooks/x","#
                + #""total_paid_amount":"100.00000000"}}"#))
    private static let confirming = ObjectObservation.webhook(
        json(
            #"{"transaction_id":"tx","status":"confirming","timestamp":"2024-12-27T10:05:00Z","#
                + #""data":{"status":"confirming","confirmations":1}}"#))

    @Test func anObjectIsPutTogetherFromAllThatIsSaid() async throws {
        let object = try await Self.listing(after: [Self.created, Self.confirming, Self.completed])
        #expect(
            object
                == Self.json(
                    #"{"transaction_id":"tx","status":"completed","blockchain_address":"T1","amount_usd":"100.00","#
                        + #""created_at":"2024-12-27T10:00:00Z","confirmations":1,"total_paid_amount":"100.00000000","#
                        + #""order_id":"A-1","callback_url":"https://shop.example/hook"}"#))
    }

    /// The webhook overtakes the answer, or comes twice and late: the end is the same.
    @Test func orderAndRepetitionChangeNothingThatMatters() async throws {
        for order in [
            [Self.completed, Self.confirming, Self.created], [Self.confirming, Self.completed, Self.created],
            [Self.completed, Self.created, Self.confirming, Self.completed, Self.confirming],
        ] {
            let object = try await Self.listing(after: order)
            #expect(object["status"]?.stringValue == "completed")
            #expect(object["transaction_id"]?.stringValue == "tx")
            #expect(object["blockchain_address"]?.stringValue == "T1")
            #expect(object["total_paid_amount"]?.stringValue == "100.00000000")
            #expect(object["order_id"]?.stringValue == "A-1")
        }
    }

    /// An answer without a time of its own is the present; the creation's never is.
    @Test func anAnswerWithoutATimeIsNow() async throws {
        let status = ObjectObservation.answer(
            Self.json(#"{"transaction_id":"tx","status":"completed","created_at":"2024-12-27T10:00:00Z"}"#))
        let object = try await Self.listing(after: [Self.created, Self.confirming, status])
        #expect(object["status"]?.stringValue == "completed")
        let late = try await Self.listing(after: [Self.confirming, Self.created])
        #expect(late["status"]?.stringValue == "confirming")
    }

    @Test func nothingOfTheGatewaysOwnIsShown() async throws {
        let text = String(
            decoding: try await Self.listing(after: [Self.completed], orderID: nil).serialize(), as: UTF8.self)
        #expect(!text.contains("01ARZ3NDEKTSV4RRFFQ69G5FAV") && !text.contains("hooks"))
        #expect(!text.contains("event") && !text.contains("timestamp"))
        #expect(text.contains(#""order_id":null"#))
    }

    @Test func aFlatWebhookIsTheObjectItself() async throws {
        let flat = ObjectObservation.webhook(
            Self.json(#"{"status":"partially_paid","payment_type":"partial","total_paid_amount":"50.00000000"}"#))
        let object = try await Self.listing(after: [Self.created, flat])
        #expect(object["status"]?.stringValue == "partially_paid")
        #expect(object["payment_type"]?.stringValue == "partial")
    }

    /// The kind's own reference is always there, the other only where the tenant gave one; tokens keep their kind.
    @Test func referencesAreTheTenantsOwn() async throws {
        let withdrawal = try await Self.listing(
            after: [.answer(Self.json(#"{"withdrawal_id":"wd","status":"pending"}"#))], kind: .withdrawal, orderID: nil,
            customID: "17")
        #expect(withdrawal["custom_id"]?.numberToken == "17")
        #expect(withdrawal["order_id"] == nil)
        let payment = try await Self.listing(after: [Self.created], orderID: nil, customID: #""c""#)
        #expect(payment["order_id"]?.isNull == true)
        #expect(payment["custom_id"]?.stringValue == "c")
    }
}
