import Testing

@testable import CryptofuseSimulator

@Suite struct PaymentTests {
    @Test func creationAnswersTheGuidesBody() async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.post(
                "/payments/",
                """
                {"amount": 100.00, "currency": "USDTTRC20", "price_currency": "USD",
                 "callback_url": "https://your-site.com/cryptofuse-webhook", "order_id": "order_12345",
                 "order_description": "Premium subscription payment", "is_fixed_rate": true,
                 "is_fee_paid_by_user": false, "expiry_minutes": 30, "unknown_field": [1, {"a": null}]}
                """)
            #expect(response.status == 201)
            #expect(
                response.masked
                    == #"{"transaction_id":"<id>","status":"waiting","blockchain_address":"<address>","#
                    + #""amount_usd":"100.00","amount_crypto":"100.00000000","blockchain":"TRX","token":"USDT","#
                    + #""currency":"USDTTRC20","expiry_time":"<time>","created_at":"<time>"}"#)
            let status = try await upstream.paymentStatus(response.at("transaction_id") ?? "")
            #expect(status.status == 200)
            #expect(status.at("order_id") == "order_12345")
            #expect(status.at("order_description") == "Premium subscription payment")
            #expect(status.at("callback_url") == "https://your-site.com/cryptofuse-webhook")
            #expect(status.at("status") == "waiting")
        }
    }

    @Test func amountsAreExact() async throws {
        try await Upstream.run { upstream async throws in
            let bitcoin = try await upstream.post("/payments/", #"{"amount":"100.01","currency":"BTC"}"#)
            // 100.01 / 60000 = 0.001666833…, rounded up.
            #expect(bitcoin.at("amount_crypto") == "0.00166684")
            let ether = try await upstream.post(
                "/payments/", #"{"amount":0.123456789012345678,"currency":"ETH","price_currency":"eth"}"#)
            #expect(ether.at("amount_crypto") == "0.123456789012345678")
            #expect(ether.at("amount_usd") == "370.37")
            let userPays = try await upstream.post(
                "/payments/", #"{"amount":100,"currency":"USDTTRC20","is_fee_paid_by_user":true}"#)
            #expect(userPays.at("amount_crypto") == "101.00000000")
        }
    }

    struct BadCase: Sendable, CustomTestStringConvertible {
        let body: String
        let status: Int
        let code: String
        var field: String?
        var testDescription: String { String(body.prefix(60)) }
    }

    static let long = String(repeating: "x", count: 101)

    @Test(arguments: [
        BadCase(body: "{", status: 400, code: "invalid_request"),
        BadCase(body: "[1]", status: 400, code: "invalid_request"),
        BadCase(body: "", status: 400, code: "invalid_request"),
        BadCase(body: "{}", status: 400, code: "missing_required_fields", field: "amount"),
        BadCase(body: #"{"amount":20}"#, status: 400, code: "missing_required_fields", field: "currency"),
        BadCase(
            body: #"{"amount":null,"currency":"TRX"}"#, status: 400, code: "missing_required_fields", field: "amount"),
        BadCase(body: #"{"amount":20,"currency":"DOGE"}"#, status: 400, code: "invalid_currency", field: "currency"),
        BadCase(body: #"{"amount":20,"currency":"TRX","price_currency":"EUR"}"#, status: 400, code: "invalid_currency"),
        BadCase(body: #"{"amount":9.99,"currency":"USDTTRC20"}"#, status: 422, code: "invalid_amount", field: "amount"),
        BadCase(body: #"{"amount":100000.01,"currency":"USDTTRC20"}"#, status: 422, code: "invalid_amount"),
        BadCase(body: #"{"amount":20.001,"currency":"USDTTRC20"}"#, status: 422, code: "invalid_amount"),
        BadCase(body: #"{"amount":0,"currency":"USDTTRC20"}"#, status: 422, code: "invalid_amount"),
        BadCase(body: #"{"amount":-20,"currency":"USDTTRC20"}"#, status: 422, code: "invalid_amount"),
        BadCase(
            body: #"{"amount":"ten","currency":"USDTTRC20"}"#, status: 400, code: "invalid_request", field: "amount"),
        BadCase(body: #"{"amount":true,"currency":"USDTTRC20"}"#, status: 400, code: "invalid_request"),
        BadCase(body: #"{"amount":1e99,"currency":"USDTTRC20"}"#, status: 400, code: "invalid_request"),
        BadCase(
            body: #"{"amount":20,"currency":"TRX","order_id":"\#(long)"}"#, status: 400, code: "invalid_request",
            field: "order_id"),
        BadCase(
            body: #"{"amount":20,"currency":"TRX","order_id":7}"#, status: 400, code: "invalid_request",
            field: "order_id"),
        BadCase(
            body: #"{"amount":20,"currency":"TRX","callback_url":"ftp://x/"}"#, status: 400, code: "invalid_request",
            field: "callback_url"),
        BadCase(
            body: #"{"amount":20,"currency":"TRX","callback_url":"http://"}"#, status: 400, code: "invalid_request",
            field: "callback_url"),
        BadCase(
            body: #"{"amount":20,"currency":"TRX","expiry_minutes":0}"#, status: 400, code: "invalid_request",
            field: "expiry_minutes"),
        BadCase(
            body: #"{"amount":20,"currency":"TRX","is_fixed_rate":"x"}"#, status: 400, code: "invalid_request",
            field: "is_fixed_rate"),
    ])
    func mistakesAreRefusedWithoutEffect(bad: BadCase) async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.post("/payments/", bad.body)
            #expect(response.status == bad.status)
            #expect(response.code == bad.code)
            #expect(response.at("error.message")?.isEmpty == false)
            if let field = bad.field {
                #expect(response.at("error.details.\(field)") != nil, "\(response.body)")
            } else {
                #expect(response.at("error.details") != nil)
            }
            #expect(try await upstream.effects().isEmpty)
        }
    }

    @Test func unknownIDsAreNotFound() async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.paymentStatus("550e8400-e29b-41d4-a716-446655440000")
            #expect(response.status == 404)
            #expect(response.body == #"{"error":{"code":"not_found","message":"Not found.","details":{}}}"#)
            #expect(try await upstream.post("/payments/status/", "{}").code == "missing_required_fields")
        }
    }

    @Test func listsFilterAndPage() async throws {
        try await Upstream.run { upstream async throws in
            var ids: [String] = []
            for order in ["a", "b", "a"] { ids.append(try await upstream.createPayment("50", orderID: order)) }
            let first = try await upstream.get("/payments/?limit=2")
            #expect(first.at("count") == "3")
            #expect(first.at("previous") == "null")
            #expect(first.at("next") == "http://127.0.0.1:\(upstream.port)/payments/?limit=2&offset=2")
            #expect(first.list("results").map { $0.at("transaction_id") } == [ids[2], ids[1]])
            let second = try await upstream.get("/payments/?limit=2&offset=2")
            #expect(second.at("next") == "null")
            #expect(second.at("previous") == "http://127.0.0.1:\(upstream.port)/payments/?limit=2")
            #expect(second.list("results").map { $0.at("transaction_id") } == [ids[0]])
            let ofA = try await upstream.get("/payments/?order_id=a&status=waiting")
            #expect(ofA.list("results").map { $0.at("transaction_id") } == [ids[2], ids[0]])
            #expect(try await upstream.get("/payments/?status=completed").at("count") == "0")
            #expect(try await upstream.get("/payments/?order_id=zzz").at("count") == "0")
            #expect(try await upstream.get("/payments/?limit=-1").code == "invalid_request")
        }
    }
}
