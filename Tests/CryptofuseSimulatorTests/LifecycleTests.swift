import Testing

@testable import CryptofuseSimulator

/// The guide's six testnet amounts, the webhooks they cause, and the money they move.
@Suite struct LifecycleTests {
    private let secret = "sim-webhook-secret"

    @Test func instantSuccessSendsTheGuidesTwoWebhooks() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                let id = try await upstream.createPayment("123.45", callback: receiver.url)
                let messages = try await receiver.waitFor(2)
                #expect(messages.allSatisfy { $0.isSigned(with: secret) && $0.contentType == "application/json" })
                #expect(messages.allSatisfy { $0.at("transaction_id") == id })
                let history =
                    #""payment_history":[{"deposit_id":"<deposit>","amount":"123.45000000","#
                    + #""transaction_hash":"<hash>","confirmations":"#
                #expect(
                    mask(messages[0].body)
                        == #"{"transaction_id":"<id>","event":"payment_status_update","status":"confirming","#
                        + #""timestamp":"<time>","data":{"transaction_id":"<id>","status":"confirming","#
                        + #""amount_usd":"123.45","amount_crypto":"123.45000000","blockchain":"TRX","token":"USDT","#
                        + #""currency":"USDTTRC20","address":"<address>","transaction_hash":"<hash>","#
                        + #""confirmations":1,"# + history
                        + #"1,"timestamp":"<time>"}],"total_paid_amount":"123.45000000"}}"#)
                #expect(
                    mask(messages[1].body)
                        == #"{"transaction_id":"<id>","event":"payment_status_update","status":"completed","#
                        + #""timestamp":"<time>","data":{"transaction_id":"<id>","status":"completed","#
                        + #""amount_usd":"123.45","amount_crypto":"123.45000000","payment_type":"full","#
                        + #""final_usd_value":122.83,"transaction_hash":"<hash>","confirmations":20,"# + history
                        + #"20,"timestamp":"<time>"}],"total_paid_amount":"123.45000000"}}"#)
                // 123.45 less 1 %: 1.2345.
                #expect(try await upstream.balance() == "1122.21550000")
            }
        }
    }

    struct Life: Sendable, CustomTestStringConvertible {
        let amount: String
        let statuses: [String]
        var type: String?
        let paid: String
        let balance: String
        var testDescription: String { amount }
    }

    @Test(arguments: [
        Life(
            amount: "234.56", statuses: ["confirming", "completed"], type: "full", paid: "234.56000000",
            balance: "1232.21440000"),
        Life(
            amount: "345.67", statuses: ["confirming", "partially_paid"], type: "partial", paid: "172.83500000",
            balance: "1171.10665000"),
        Life(
            amount: "456.78", statuses: ["confirming", "completed"], type: "overpayment", paid: "685.17000000",
            balance: "1678.31830000"),
        Life(amount: "567.89", statuses: ["expired"], paid: "0.00000000", balance: "1000.00000000"),
        Life(amount: "678.90", statuses: ["failed"], paid: "0.00000000", balance: "1000.00000000"),
    ])
    func testnetAmounts(life: Life) async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                let id = try await upstream.createPayment(life.amount, callback: receiver.url)
                let messages = try await receiver.waitFor(life.statuses.count)
                #expect(messages.map { $0.at("status") } == life.statuses)
                #expect(messages.allSatisfy { $0.isSigned(with: secret) })
                #expect(messages.last?.at("data.payment_type") == life.type)
                let status = try await upstream.paymentStatus(id)
                #expect(status.at("status") == life.statuses.last)
                #expect(status.at("total_paid_amount") == life.paid)
                #expect(status.at("payment_type") == life.type ?? "null")
                #expect(try await upstream.balance() == life.balance)
            }
        }
    }

    @Test func theDelayedAmountTakesItsTime() async throws {
        try await Upstream.run(.with { $0.timeScale = 0.02 }) { upstream async throws in
            let start = ContinuousClock.now
            let id = try await upstream.createPayment("234.56")
            try await eventually("completed") { try await upstream.paymentStatus(id).at("status") == "completed" }
            // 30 s at 0.02.
            #expect(ContinuousClock.now - start >= .milliseconds(600))
        }
    }

    @Test func overpaymentBeyondTheThresholdIsRejected() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run(.with { $0.overpaymentThresholdUSD = "20" }) { upstream async throws in
                _ = try await upstream.createPayment("456.78", callback: receiver.url)
                let last = try await receiver.waitFor(2)[1]
                #expect(last.at("data.overpayment_amount") == "228.39000000")
                #expect(last.at("data.overpayment_usd_value") == "227.25")
                #expect(last.at("data.amount_limited") == "true")
                #expect(last.at("data.rejected_amount") == "208.39000000")
                // 476.78 accepted less 1 %.
                #expect(try await upstream.balance() == "1472.01220000")
            }
        }
    }

    @Test func anyOtherAmountWaitsAndThenExpires() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run(.with { $0.timeScale = 0.0001 }) { upstream async throws in
                let id = try await upstream.createPayment("100", callback: receiver.url)
                #expect(try await receiver.waitFor(1)[0].at("status") == "expired")
                #expect(try await upstream.paymentStatus(id).at("status") == "expired")
            }
        }
    }

    @Test func theControlAPIAdvancesExpiresAndTopsUp() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                let id = try await upstream.createPayment("100", callback: receiver.url, orderID: "topped-up")
                _ = try await upstream.post("/_control/payments/expire", #"{"order_id":"someone-else"}"#)
                #expect(try await upstream.paymentStatus(id).at("status") == "waiting")
                let path = "/_control/payments/\(id)"
                _ = try await upstream.post(path, #"{"status":"partially_paid","total_paid":"40"}"#)
                #expect(try await upstream.balance() == "1039.60000000")
                _ = try await upstream.post(path, #"{"status":"completed","total_paid":"100"}"#)
                #expect(try await upstream.balance() == "1099.00000000")
                // The same again credits nothing.
                _ = try await upstream.post(path, #"{"status":"completed"}"#)
                #expect(try await upstream.balance() == "1099.00000000")
                #expect(try await upstream.post(path, #"{"total_paid":"1"}"#).status == 400)
                #expect(try await upstream.post(path, #"{"status":"melted"}"#).status == 400)
                _ = try await receiver.waitFor(3)
                let other = try await upstream.createPayment("100", callback: receiver.url, orderID: "x")
                #expect(try await upstream.post("/_control/payments/expire", "{}").at("expired") == "1")
                #expect(try await upstream.paymentStatus(other).at("status") == "expired")
                #expect(try await upstream.paymentStatus(id).at("status") == "completed")
            }
        }
    }
}
