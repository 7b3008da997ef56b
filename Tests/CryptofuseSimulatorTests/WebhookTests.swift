import Testing

@testable import CryptofuseSimulator

@Suite struct WebhookTests {
    private func attempts(_ upstream: Upstream, _ id: String) async throws -> [JSON] {
        try await upstream.effects("kind=webhook_attempt&id=\(id)")
    }

    @Test func refusedWebhooksAreRetriedWithTheSameBytes() async throws {
        try await WebhookReceiver.run(script: [500, 302, 200]) { receiver in
            try await Upstream.run(.with { $0.webhookRetrySeconds = [1, 1, 1] }) { upstream async throws in
                let id = try await upstream.createPayment("567.89", callback: receiver.url)
                let messages = try await receiver.waitFor(3)
                #expect(Set(messages.map(\.body)).count == 1)
                #expect(Set(messages.map(\.signature)).count == 1)
                try await eventually("three attempts logged") { try await attempts(upstream, id).count == 3 }
                let logged = try await attempts(upstream, id)
                #expect(logged.map { $0.at("http_status") } == ["500", "302", "200"])
                #expect(logged.map { $0.at("attempt") } == ["1", "2", "3"])
                let webhook = try await upstream.get("/_control/webhooks?object_id=\(id)").list("webhooks").first
                #expect(webhook?.at("state") == "delivered")
            }
        }
    }

    @Test func aReceiverThatHangsTimesOutAndIsGivenUp() async throws {
        try await WebhookReceiver.run(script: [0, 0]) { receiver in
            try await Upstream.run(
                .with {
                    $0.webhookRetrySeconds = [1]
                    $0.webhookTimeoutSeconds = 0.05
                }
            ) { upstream async throws in
                let id = try await upstream.createPayment("567.89", callback: receiver.url)
                try await eventually("abandoned") {
                    try await upstream.get("/_control/webhooks?object_id=\(id)").list("webhooks").first?.at("state")
                        == "abandoned"
                }
                let logged = try await attempts(upstream, id)
                #expect(logged.map { $0.at("error") } == ["no answer within 0.05 s", "no answer within 0.05 s"])
                #expect(receiver.messages.count == 2)
            }
        }
    }

    @Test func nothingLeavesTheMachine() async throws {
        try await Upstream.run(.with { $0.webhookRetrySeconds = [] }) { upstream async throws in
            let secure = try await upstream.createPayment("567.89", callback: "https://127.0.0.1:1/x")
            let remote = try await upstream.createPayment("567.89", callback: "http://127.example.com/x")
            try await eventually("both tried") {
                let both = try await attempts(upstream, secure) + attempts(upstream, remote)
                return both.count == 2
            }
            #expect(try await attempts(upstream, secure)[0].at("error") == "the simulator sends no https webhooks")
            #expect(
                try await attempts(upstream, remote)[0].at("error")
                    == "not sent: 127.example.com is not a loopback address")
        }
    }

    @Test func flatSpecialCasesAreToTheLetter() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run(
                .with {
                    $0.dialect.flatSpecialCases = true
                    $0.dialect.flatWithoutID = true
                    $0.overpaymentThresholdUSD = "20"
                }
            ) { upstream async throws in
                _ = try await upstream.createPayment("345.67", callback: receiver.url)
                let partial = try await receiver.waitFor(2)[1]
                #expect(
                    partial.body
                        == #"{"status":"partially_paid","payment_type":"partial","total_paid_amount":"172.83500000"}"#)
                _ = try await upstream.createPayment("456.78", callback: receiver.url)
                let over = try await receiver.waitFor(4)[3]
                #expect(
                    over.body
                        == #"{"status":"completed","payment_type":"overpayment","total_paid_amount":"685.17000000","#
                        + #""overpayment_amount":"228.39000000","overpayment_usd_value":"227.25","#
                        + #""amount_limited":true,"rejected_amount":"208.39000000"}"#)
                _ = try await upstream.createPayment("567.89", callback: receiver.url)
                let expired = try await receiver.waitFor(5)[4]
                #expect(mask(expired.body) == #"{"status":"expired","timestamp":"<time>"}"#)
            }
        }
    }

    @Test func withdrawalsMayBeFlatToo() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run(.with { $0.dialect.flatWithdrawals = true }) { upstream async throws in
                let id = try await upstream.createWithdrawal("300", address: "THOLDabc123", callback: receiver.url)
                let path = "/_control/withdrawals/\(id)"
                _ = try await upstream.post(path, #"{"status":"processing"}"#)
                let processing = try await receiver.waitFor(1)[0]
                #expect(processing.at("withdrawal_id") == id && processing.at("status") == "processing")
                #expect(processing.at("event") == nil && processing.at("data.status") == nil)
                _ = try await upstream.send(
                    "PATCH", "/_control/settings", "application/json", #"{"webhooks":{"flat_without_id":true}}"#)
                _ = try await upstream.post(path, #"{"status":"completed"}"#)
                let completed = try await receiver.waitFor(2)[1]
                #expect(completed.at("withdrawal_id") == nil && completed.at("status") == "completed")
            }
        }
    }

    @Test func endsMaySayNothingOfAmounts() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run(.with { $0.dialect.endsWithoutTotals = true }) { upstream async throws in
                let id = try await upstream.createPayment("50", callback: receiver.url)
                _ = try await upstream.post("/_control/payments/\(id)", #"{"status":"confirming"}"#)
                #expect(try await receiver.waitFor(1)[0].at("data.total_paid_amount") == "50.00000000")
                _ = try await upstream.post("/_control/payments/\(id)", #"{"status":"failed"}"#)
                let failed = try await receiver.waitFor(2)[1]
                #expect(failed.at("data.status") == "failed" && failed.at("data.total_paid_amount") == nil)
            }
        }
    }

    @Test(arguments: WebhookDialect.PartialStatus.allCases)
    func partialStatusesAndInnerIDs(partial: WebhookDialect.PartialStatus) async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                _ = try await upstream.send(
                    "PATCH", "/_control/settings", "application/json",
                    #"{"webhooks":{"partial_status":"\#(partial.rawValue)","differing_inner_id":true}}"#)
                let id = try await upstream.createPayment("345.67", callback: receiver.url)
                let messages = try await receiver.waitFor(2)
                #expect(messages[1].at("status") == partial.rawValue)
                #expect(messages[1].at("data.payment_type") == "partial")
                #expect(messages[0].at("transaction_id") == id)
                #expect(messages[0].at("data.transaction_id") == id.prefix(19) + "a456-426614174000")
                #expect(try await upstream.paymentStatus(id).at("status") == partial.rawValue)
            }
        }
    }

    @Test func duplicates() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                try await upstream.fault(#"{"kind":"webhook_duplicate","copies":2,"match_status":"completed"}"#)
                _ = try await upstream.createPayment("123.45", callback: receiver.url)
                let messages = try await receiver.waitFor(4)
                #expect(messages.map { $0.at("status") } == ["confirming", "completed", "completed", "completed"])
                #expect(Set(messages[1...].map(\.body)).count == 1)
            }
        }
    }

    @Test func reordered() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                try await upstream.fault(#"{"kind":"webhook_reorder","match_status":"confirming"}"#)
                _ = try await upstream.createPayment("123.45", callback: receiver.url)
                #expect(try await receiver.waitFor(2).map { $0.at("status") } == ["completed", "confirming"])
            }
        }
    }

    @Test func lostAndReplayed() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                try await upstream.fault(#"{"kind":"webhook_lose","match_status":"confirming","count":1}"#)
                let id = try await upstream.createPayment("123.45", callback: receiver.url)
                #expect(try await receiver.waitFor(1)[0].at("status") == "completed")
                let lost = try await upstream.get("/_control/webhooks?object_id=\(id)").list("webhooks")[0]
                #expect(lost.at("state") == "lost")
                _ = try await upstream.post("/_control/webhooks/\(lost.at("id") ?? "")/replay", "{}")
                let replayed = try await receiver.waitFor(2)[1]
                #expect(replayed.body == lost.at("body"))
                #expect(replayed.isSigned(with: "sim-webhook-secret"))
            }
        }
    }

    @Test func badlySigned() async throws {
        try await WebhookReceiver.run { receiver in
            try await Upstream.run { upstream async throws in
                try await upstream.fault(#"{"kind":"webhook_bad_signature","count":1}"#)
                _ = try await upstream.createPayment("123.45", callback: receiver.url)
                let messages = try await receiver.waitFor(2)
                #expect(messages.map { $0.isSigned(with: "sim-webhook-secret") } == [false, true])
            }
        }
    }
}
