import Testing

@testable import CryptofuseSimulator

@Suite struct WithdrawalTests {
    @Test func estimateAnswersTheGuidesBody() async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.post(
                "/withdrawal/estimate/", #"{"amount": 100.00, "currency": "USDTTRC20", "address": "TXYZabc123..."}"#)
            #expect(response.status == 200)
            #expect(
                response.body
                    == #"{"withdrawal_id":null,"status":"estimate","amount":"98.50000000","#
                    + #""requested_amount":"100.00000000","fee":"1.50000000","platform_fee":"1.00000000","#
                    + #""network_fee":"0.50000000","blockchain":"TRX","token":"USDT","currency":"USDTTRC20"}"#)
            #expect(try await upstream.balance() == "1000.00000000")
        }
    }

    @Test func creationMovesTheMoneyAndTellsTheCallback() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                let response = try await upstream.post(
                    "/withdrawal/",
                    #"{"amount":100.00,"currency":"USDTTRC20","address":"TXYZabc123...","custom_id":"c-9","#
                        + #""callback_url":"\#(receiver.url)"}"#)
                #expect(response.status == 201)
                #expect(
                    response.masked
                        == #"{"withdrawal_id":"<id>","status":"pending","amount":"98.50000000","#
                        + #""requested_amount":"100.00000000","fee":"1.50","address":"TXYZabc123...","#
                        + #""created_at":"<time>"}"#)
                let messages = try await receiver.waitFor(2)
                #expect(messages.allSatisfy { $0.isSigned(with: "sim-webhook-secret") })
                #expect(
                    mask(messages[0].body)
                        == #"{"withdrawal_id":"<id>","event":"withdrawal_status_update","status":"processing","#
                        + #""timestamp":"<time>","data":{"withdrawal_id":"<id>","status":"processing","#
                        + #""amount":"98.50000000","currency":"USDTTRC20"}}"#)
                #expect(
                    mask(messages[1].body)
                        == #"{"withdrawal_id":"<id>","event":"withdrawal_status_update","status":"completed","#
                        + #""timestamp":"<time>","data":{"withdrawal_id":"<id>","status":"completed","#
                        + #""transaction_hash":"<hash>","confirmations":20,"completed_at":"<time>"}}"#)
                #expect(try await upstream.balance() == "900.00000000")
                #expect(try await upstream.balance("USDTTRC20", "pending_amount") == "0.00000000")
                let list = try await upstream.get("/withdrawal/?custom_id=c-9")
                #expect(list.at("count") == "1")
                #expect(list.list("results").first?.at("custom_id") == "c-9")
                #expect(list.list("results").first?.at("callback_url") == receiver.url)
            }
        }
    }

    @Test func heldMoneyIsPendingAndComesBackWhenRejected() async throws {
        try await Upstream.run { upstream async throws in
            let id = try await upstream.createWithdrawal("300", address: "THOLDabc123")
            #expect(try await upstream.balance() == "700.00000000")
            #expect(try await upstream.balance("USDTTRC20", "pending_amount") == "300.00000000")
            #expect(try await upstream.withdrawalStatus(id).at("status") == "pending")
            let path = "/_control/withdrawals/\(id)"
            #expect(try await upstream.post(path, #"{"status":"approved"}"#).at("status") == "approved")
            #expect(try await upstream.balance("USDTTRC20", "pending_amount") == "300.00000000")
            let rejected = try await upstream.post(path, #"{"status":"rejected","reason":"sanctions"}"#)
            #expect(rejected.at("error_message") == "sanctions")
            #expect(try await upstream.balance() == "1000.00000000")
            #expect(try await upstream.balance("USDTTRC20", "pending_amount") == "0.00000000")
            #expect(try await upstream.post(path, #"{"status":"completed"}"#).status == 409)
            #expect(try await upstream.get("/withdrawal/\(id)/").at("status") == "rejected")
        }
    }

    @Test(arguments: [("TFAILabc123", "failed", ["processing", "failed"]), ("TREJECTabc1", "rejected", ["rejected"])])
    func magicAddressesFailAndReject(address: String, final: String, told: [String]) async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                let id = try await upstream.createWithdrawal("300", address: address, callback: receiver.url)
                let messages = try await receiver.waitFor(told.count)
                #expect(messages.map { $0.at("status") } == told)
                #expect(try await upstream.withdrawalStatus(id).at("status") == final)
                #expect(try await upstream.balance() == "1000.00000000")
            }
        }
    }

    @Test(arguments: [
        ("TBORNFAILED1", "failed", "1000.00000000"), ("TBORNREJECTED", "rejected", "1000.00000000"),
        ("TBORNCANCELLED", "cancelled", "1000.00000000"), ("TBORNCOMPLETED", "completed", "700.00000000"),
    ])
    func someAreFinalAtBirth(address: String, final: String, balance: String) async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.post(
                "/withdrawal/", #"{"amount":300,"currency":"USDTTRC20","address":"\#(address)"}"#)
            #expect(response.status == 201 && response.at("status") == final)
            #expect(try await upstream.balance() == balance)
            #expect(try await upstream.balance("USDTTRC20", "pending_amount") == "0.00000000")
            #expect(try await upstream.get("/_control/webhooks").list("webhooks").isEmpty)
        }
    }

    @Test func whatCameBackMayBePaidOutAllTheSame() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                let id = try await upstream.createWithdrawal("300", address: "TFAILabc123", callback: receiver.url)
                #expect(try await receiver.waitFor(2)[1].at("status") == "failed")
                let path = "/_control/withdrawals/\(id)"
                #expect(try await upstream.post(path, #"{"status":"completed"}"#).status == 409)
                let revived = try await upstream.post(path, #"{"status":"completed","revive":true}"#)
                #expect(revived.at("status") == "completed")
                #expect(try await receiver.waitFor(3)[2].at("status") == "completed")
                #expect(try await upstream.balance() == "700.00000000")
                #expect(try await upstream.post(path, #"{"status":"completed","revive":true}"#).status == 409)
            }
        }
    }

    @Test(arguments: [
        (#"{"amount":1000.000001,"currency":"USDTTRC20","address":"TXYZabc123..."}"#, 400, "insufficient_balance"),
        (#"{"amount":20,"currency":"BTC","address":"TXYZabc123..."}"#, 422, "invalid_amount"),
        (#"{"amount":1,"currency":"BTC","address":"TXYZabc123..."}"#, 400, "invalid_request"),
        (#"{"amount":20.0000001,"currency":"USDTTRC20","address":"TXYZabc123..."}"#, 422, "invalid_amount"),
        (#"{"amount":9,"currency":"USDTTRC20","address":"TXYZabc123..."}"#, 422, "invalid_amount"),
        (#"{"amount":20,"currency":"USDTTRC20"}"#, 400, "missing_required_fields"),
        (#"{"amount":20,"currency":"NOPE","address":"TXYZabc123..."}"#, 400, "invalid_currency"),
        (
            #"{"amount":20,"currency":"TRX","address":"T\#(String(repeating: "x", count: 255))"}"#, 400,
            "invalid_request"
        ),
        (
            #"{"amount":50,"currency":"TRX","address":"TXYZabc","custom_id":"\#(String(repeating: "x", count: 65))"}"#,
            400, "invalid_request"
        ),
    ])
    func mistakesMoveNothing(body: String, status: Int, code: String) async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.post("/withdrawal/", body)
            #expect(response.status == status)
            #expect(response.code == code)
            #expect(try await upstream.balance() == "1000.00000000")
            #expect(try await upstream.effects().isEmpty)
        }
    }

    @Test func balancesAddUpAfterManyOfEach() async throws {
        try await Upstream.run(.with { $0.timeScale = 0.001 }) { upstream async throws in
            let seed = UInt64.random(in: 0 ... .max)
            var random = SplitMix64(seed: seed)
            for index in 0..<30 {
                if Bool.random(using: &random) {
                    _ = try await upstream.createPayment(["123.45", "345.67", "456.78"][index % 3])
                } else {
                    let addresses = ["TXYZabc123...", "TFAILabc123", "TREJECTabc1"]
                    _ = try? await upstream.createWithdrawal(
                        String(Int.random(in: 10...200, using: &random)), address: addresses[index % 3])
                }
            }
            try await eventually("everything final") {
                let withdrawals = try await upstream.get("/_control/withdrawals").list("withdrawals")
                let payments = try await upstream.get("/_control/payments").list("payments")
                return withdrawals.allSatisfy { ["completed", "failed", "rejected"].contains($0.at("status") ?? "") }
                    && payments.allSatisfy { ["completed", "partially_paid"].contains($0.at("status") ?? "") }
            }
            var expected = FixedPoint("1000") ?? .zero
            for payment in try await upstream.get("/_control/payments").list("payments") {
                expected = expected + (FixedPoint(payment.at("credited") ?? "") ?? .zero)
            }
            for withdrawal in try await upstream.get("/_control/withdrawals").list("withdrawals")
            where withdrawal.at("status") == "completed" {
                expected = expected - (FixedPoint(withdrawal.at("requested_amount") ?? "") ?? .zero)
            }
            #expect(try await upstream.balance() == expected.text(digits: 8), "seed \(seed)")
            #expect(try await upstream.balance("USDTTRC20", "pending_amount") == "0.00000000", "seed \(seed)")
        }
    }
}
