import Testing

@testable import CryptofuseSimulator

/// Bodies compared whole with the guide's samples: fields, order, kinds and digits.
@Suite struct CatalogueTests {
    @Test func currencies() async throws {
        try await Upstream.run { upstream async throws in
            let full = try await upstream.get("/currencies/?full=true&min_max=true&include_usd=true")
            #expect(
                full.body.hasPrefix(
                    #"{"currencies":[{"currency":"USDTTRC20","name":"Tether USD","token":"usdt","blockchain":"trx","#
                        + #""min_amount":"10.00000000","max_amount":"100000.00000000","min_amount_usd":"10.00","#
                        + #""max_amount_usd":"100000.00"},"#))
            let codes = try await upstream.get("/currencies/")
            #expect(codes.body == #"{"currencies":["USDTTRC20","USDTERC20","USDC","BTC","ETH","TRX"]}"#)
        }
    }

    @Test func rates() async throws {
        try await Upstream.run { upstream async throws in
            let path = "/rates/?amount=100&currency_from=USD&currency_to=USDTTRC20"
            #expect(
                try await upstream.get(path + "&full=true").masked
                    == #"{"currency_from":"USD","currency_to":"USDTTRC20","amount":100.0,"estimated_amount":99.0,"#
                    + #""rate":0.99,"fee_percentage":1.0,"fee_amount":1.0,"timestamp":"<time>"}"#)
            #expect(try await upstream.get(path + "&is_fee_paid_by_user=true").at("estimated_amount") == "100.0")
            #expect(try await upstream.get(path + "&fee_percentage=2.5").at("estimated_amount") == "97.5")
            let bitcoin = try await upstream.get("/rates/?amount=100&currency_from=USD&currency_to=btc&full=true")
            #expect(bitcoin.at("estimated_amount") == "0.00165")
            #expect(try await upstream.get("/rates/?amount=1").code == "missing_required_fields")
            #expect(
                try await upstream.get("/rates/?amount=x&currency_from=USD&currency_to=BTC").code == "invalid_request")
            #expect(
                try await upstream.get("/rates/?amount=1&currency_from=USD&currency_to=XXX").code == "invalid_currency")
        }
    }

    @Test func minimumAmountIsANumber() async throws {
        try await Upstream.run { upstream async throws in
            #expect(
                try await upstream.get("/payments/min-amount/?currency=usdttrc20").body
                    == #"{"currency":"USDTTRC20","min_amount":10.0,"min_amount_usd":10.0}"#)
            #expect(try await upstream.get("/payments/min-amount/").code == "missing_required_fields")
            #expect(try await upstream.get("/payments/min-amount/?currency=DOGE").status == 400)
        }
    }

    @Test func balances() async throws {
        try await Upstream.run { upstream async throws in
            #expect(
                try await upstream.get("/user/balances/").body
                    == #"{"account":{"USDTTRC20":{"amount":"1000.00000000","pending_amount":"0.00000000","#
                    + #""currency":{"currency":"USDTTRC20","blockchain":"TRX","token":"USDT"}}}}"#)
        }
    }

    @Test func addresses() async throws {
        try await Upstream.run { upstream async throws in
            let valid = try await upstream.post(
                "/withdrawal/validate-address/", #"{"address":"TXYZabc123...","currency":"USDTTRC20"}"#)
            #expect(valid.status == 200)
            #expect(
                valid.body
                    == #"{"is_valid":true,"address":"TXYZabc123...","blockchain":"TRX","currency":"USDTTRC20"}"#)
            for (address, currency) in [("0xabcdef", "USDTTRC20"), ("TXYZabc123...", "BTC"), ("TINVALID1", "TRX")] {
                let response = try await upstream.post(
                    "/withdrawal/validate-address/", #"{"address":"\#(address)","currency":"\#(currency)"}"#)
                #expect(response.at("is_valid") == "false", "\(address) on \(currency)")
            }
            let missing = try await upstream.post("/withdrawal/validate-address/", #"{"currency":"TRX"}"#)
            #expect(missing.code == "missing_required_fields")
        }
    }

    @Test func statusNeedsNoToken() async throws {
        try await Upstream.run { upstream async throws in
            #expect(try await upstream.with(token: "").get("/status/").at("status") == "operational")
        }
    }

    @Test(arguments: [
        "/o/apps/", "/user/me/", "/user/webhooks/", "/wallets/x/", "/custody/", "/manage/anything/",
        "/withdrawal/available-currencies/", "/user/balances/history/",
    ])
    func thePrivateAreaAnswersWithSecrets(path: String) async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.get(path)
            #expect(response.status == 200)
            #expect(response.body.contains("UPSTREAM-PRIVATE"))
            #expect(response.body.contains("sim-secret"))
            #expect(response.body.contains("sim-webhook-secret"))
        }
    }
}
