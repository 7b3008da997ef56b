import Testing

@testable import CryptofuseSimulator

struct ListDialectTests {
    private static func set(_ forms: String, at upstream: Upstream) async throws {
        let response = try await upstream.send(
            "PATCH", "/_control/settings", "application/json", #"{"lists":\#(forms)}"#)
        #expect(response.status == 200)
    }

    @Test func withdrawalsComeInEitherShape() async throws {
        try await Upstream.run { upstream async throws in
            let id = try await upstream.createWithdrawal("20")
            let results = try await upstream.get("/withdrawal/")
            #expect(results.list("results").map { $0.at("withdrawal_id") } == [id])
            try await Self.set(#"{"withdrawals_with_total":true}"#, at: upstream)
            let total = try await upstream.get("/withdrawal/?limit=5")
            #expect(total.list("withdrawals").map { $0.at("withdrawal_id") } == [id])
            #expect(total.at("total") == "1" && total.list("results").isEmpty)
        }
    }

    @Test func referencesMayBeNoFilter() async throws {
        try await Upstream.run { upstream async throws in
            _ = try await upstream.createPayment("50", orderID: "a")
            _ = try await upstream.createPayment("50", orderID: "b")
            #expect(try await upstream.get("/payments/?order_id=a").list("results").count == 1)
            try await Self.set(#"{"ignores_references":true}"#, at: upstream)
            #expect(try await upstream.get("/payments/?order_id=a").list("results").count == 2)
        }
    }

    @Test func rejectedAmountsMayBeLeftOut() async throws {
        try await Upstream.run { upstream async throws in
            let id = try await upstream.createPayment("50")
            #expect(try await upstream.paymentStatus(id).at("rejected_amount") == "0.00000000")
            try await Self.set(#"{"omits_rejected":true}"#, at: upstream)
            let answer = try await upstream.paymentStatus(id)
            #expect(answer.status == 200 && answer.at("rejected_amount") == nil)
            #expect(try await upstream.get("/payments/").list("results").first?.at("rejected_amount") == nil)
        }
    }

    @Test func withdrawalsMayBeHidden() async throws {
        try await Upstream.run { upstream async throws in
            let id = try await upstream.createWithdrawal("20")
            let body = #"{"withdrawal_id":"\#(id)"}"#
            #expect(try await upstream.post("/withdrawal/status/", body).status == 200)
            try await Self.set(#"{"hides_withdrawals":true}"#, at: upstream)
            #expect(try await upstream.post("/withdrawal/status/", body).status == 404)
            #expect(try await upstream.get("/withdrawal/\(id)/").status == 404)
        }
    }
}
