import HTTPWire
import Policy
import Store
import Testing
import Objects

/// The bodies of the guide, as facts.
@Suite struct LedgerFactJSONTests {
    private static func payment(_ json: String) throws -> PaymentFact {
        guard case .payment(let fact) = LedgerFact(kind: .payment, body: try JSONValue.parse(json.utf8)) else {
            throw StoreError.closed
        }
        return fact
    }

    @Test func theGuidesCompletedPayment() throws {
        let fact = try Self.payment(
            """
            {"transaction_id":"t","event":"payment_status_update","status":"completed",
             "timestamp":"2024-12-27T10:10:00Z","data":{"transaction_id":"t","status":"completed","amount_usd":"100.00",
             "amount_crypto":"100.00000000","payment_type":"full","final_usd_value":99.50,
             "total_paid_amount":"100.00000000"}}
            """)
        #expect(fact.standing == .good && fact.totalPaid?.description == "100" && fact.defect == nil)
        #expect(fact.occurredAt?.description == "2024-12-27T10:10:00.000Z" && fact.currency == nil)
    }

    @Test func theGuidesFlatOverpayment() throws {
        let fact = try Self.payment(
            """
            {"status":"completed","payment_type":"overpayment","total_paid_amount":"150.00000000",
             "overpayment_amount":"50.00000000","amount_limited":true,"rejected_amount":30.0}
            """)
        #expect(fact.totalPaid?.description == "150" && fact.rejected?.description == "30" && fact.occurredAt == nil)
    }

    @Test func aStatusAnswerIsAsGood() throws {
        let fact = try Self.payment(
            """
            {"status":"partially_paid","currency":"usdttrc20","total_paid_amount":"50.00","rejected_amount":null,
             "updated_at":"2024-12-27T10:10:00Z"}
            """)
        #expect(fact.standing == .good && fact.currency == CurrencyCode("USDTTRC20") && fact.occurredAt != nil)
        #expect(fact.rejected == nil, "null says nothing")
    }

    @Test(arguments: [
        #"{"status":"completed","total_paid_amount":"much"}"#, #"{"status":"completed","total_paid_amount":{}}"#,
        #"{"status":"completed","total_paid_amount":"-1"}"#, #"{"status":"completed"}"#,
        #"{"status":"completed","total_paid_amount":1,"rejected_amount":"1e-30"}"#,
        #"{"status":"completed","total_paid_amount":1e17}"#, #"{"status":"paid","total_paid_amount":1}"#,
    ])
    func unusableBodiesHaveADefect(json: String) throws {
        #expect(try Self.payment(json).defect != nil)
    }

    /// An answer states when its object changed last; only one to a creation is about its beginning.
    @Test func withdrawalsHaveTheUpstreamsTime() throws {
        let json = #"{"status":"failed","created_at":"2024-12-27T11:00:00Z"}"#
        let body = try JSONValue.parse(json.utf8)
        let began = Timestamp(rfc3339: "2024-12-27T11:00:00Z")
        #expect(LedgerFact(kind: .withdrawal, body: body) == .withdrawal(.returned))
        #expect(
            LedgerFact(kind: .withdrawal, body: body, timeNames: LedgerFact.creationTimeNames)
                == .withdrawal(WithdrawalFact(.returned, occurredAt: began)))
        for name in ["timestamp", "updated_at"] {
            let dated = try JSONValue.parse(json.replacing("created_at", with: name).utf8)
            #expect(LedgerFact(kind: .withdrawal, body: dated) == .withdrawal(.init(.returned, occurredAt: began)))
        }
    }

    @Test func noStatusIsNoFact() throws {
        #expect(LedgerFact(kind: .withdrawal, body: try JSONValue.parse(#"{"data":{"amount":1}}"#.utf8)) == nil)
        let inner = try JSONValue.parse(#"{"data":{"status":"completed"}}"#.utf8)
        #expect(LedgerFact(kind: .withdrawal, body: inner) == .withdrawal(.completed))
    }
}
