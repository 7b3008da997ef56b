import Testing

@testable import CryptofuseSimulator

@Suite struct TokenTests {
    private let path = "/o/token/"
    private let good = "grant_type=client_credentials&client_id=sim-client&client_secret=sim-secret"

    @Test func aFormGetsTheGuidesBody() async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.send("POST", path, form: good + "&scope=read%20write")
            #expect(response.status == 200)
            #expect(response.field("cache-control") == "no-store")
            #expect(
                response.body.replacing(/"[A-Za-z0-9]{30}"/, with: "\"<token>\"")
                    == #"{"access_token":"<token>","token_type":"Bearer","expires_in":36000,"scope":"read write"}"#)
        }
    }

    @Test func basicCredentialsWorkToo() async throws {
        try await Upstream.run { upstream async throws in
            // sim-client:sim-secret
            let response = try await upstream.with(token: "").send(
                "POST", path, "application/x-www-form-urlencoded", "grant_type=client_credentials",
                fields: ["Authorization: Basic c2ltLWNsaWVudDpzaW0tc2VjcmV0"])
            #expect(response.status == 200)
            #expect(response.at("scope") == "read write")
        }
    }

    @Test(arguments: [
        ("grant_type=client_credentials&client_id=sim-client&client_secret=wrong", 401, "invalid_client"),
        ("grant_type=client_credentials&client_id=nobody&client_secret=sim-secret", 401, "invalid_client"),
        ("grant_type=client_credentials", 401, "invalid_client"),
        ("grant_type=password&client_id=sim-client&client_secret=sim-secret", 400, "unsupported_grant_type"),
        ("client_id=sim-client&client_secret=sim-secret", 400, "unsupported_grant_type"),
        (
            "grant_type=client_credentials&client_id=sim-client&client_secret=sim-secret&scope=admin", 400,
            "invalid_scope"
        ),
    ])
    func refusalsAreRFC6749(form: String, status: Int, code: String) async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.send("POST", path, form: form)
            #expect(response.status == status)
            #expect(response.body == #"{"error":"\#(code)"}"#)
        }
    }

    @Test func aJSONBodyIsNoForm() async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.post(path, #"{"grant_type":"client_credentials"}"#)
            #expect(response.status == 400)
            #expect(response.body == #"{"error":"unsupported_grant_type"}"#)
        }
    }

    @Test func theTrailingSlashMatters() async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.get("/currencies?full=true")
            #expect(response.status == 301)
            #expect(response.field("location") == "/currencies/?full=true")
            #expect(try await upstream.get("/o/token/").status == 405)
            #expect(try await upstream.get("/nothing/").code == "not_found")
        }
    }

    @Test func badTokensAre401AndScopesAre403() async throws {
        try await Upstream.run { upstream async throws in
            for token in ["", "nonsense"] {
                let response = try await upstream.with(token: token).get("/currencies/")
                #expect(response.status == 401)
                #expect(
                    response.body
                        == #"{"error":{"code":"authentication_failed","message":"Invalid or expired access token.","#
                        + #""details":{}}}"#)
            }
            let reader = upstream.with(token: try await upstream.issueToken("sim-client", "sim-secret", scope: "read"))
            #expect(try await reader.get("/currencies/").status == 200)
            let refused = try await reader.post("/payments/", #"{"amount":20,"currency":"USDTTRC20"}"#)
            #expect(refused.status == 403)
            #expect(refused.code == "insufficient_permissions")
            #expect(try await upstream.effects().isEmpty)
        }
    }

    @Test func tokensExpireAndAreRevoked() async throws {
        try await Upstream.run { upstream async throws in
            #expect(try await upstream.get("/currencies/").status == 200)
            #expect(try await upstream.post("/_control/tokens/revoke", "{}").at("revoked") == "1")
            #expect(try await upstream.get("/currencies/").status == 401)
            let settings = try await upstream.send(
                "PATCH", "/_control/settings", "application/json", #"{"token_lifetime_seconds":0}"#)
            #expect(settings.at("token_lifetime_seconds") == "0")
            let short = try await upstream.issueToken("sim-client", "sim-secret")
            #expect(try await upstream.with(token: short).get("/currencies/").status == 401)
        }
    }

    @Test func applicationsShareTheBalanceAndHaveTheirOwnQuota() async throws {
        try await Upstream.run(
            .with {
                $0.applications = [.init(clientID: "second", clientSecret: "s2", quota: 2, quotaWindowSeconds: 3600)]
            }
        ) { upstream async throws in
            let second = upstream.with(token: try await upstream.issueToken("second", "s2"))
            #expect(try await second.balance() == "1000.00000000")
            #expect(try await second.get("/currencies/").status == 200)
            let refused = try await second.get("/currencies/")
            #expect(refused.status == 429)
            #expect(refused.code == "rate_limit_exceeded")
            let retryAfter = refused.field("retry-after").flatMap { Int($0) } ?? 0
            #expect((1...3600).contains(retryAfter))
            #expect(try await upstream.get("/currencies/").status == 200)
        }
    }

    @Test func accountsSeeNothingOfOneAnother() async throws {
        try await Upstream.run(
            .with {
                $0.accounts = [
                    .init(
                        name: "other", webhookSecret: "w2",
                        applications: [.init(clientID: "other-client", clientSecret: "s")])
                ]
            }
        ) { upstream async throws in
            let other = upstream.with(token: try await upstream.issueToken("other-client", "s"))
            let payment = try await upstream.createPayment("50")
            let withdrawal = try await upstream.createWithdrawal("50")
            #expect(try await other.paymentStatus(payment).status == 404)
            #expect(try await other.withdrawalStatus(withdrawal).status == 404)
            #expect(try await other.get("/withdrawal/\(withdrawal)/").status == 404)
            #expect(try await other.get("/payments/").at("count") == "0")
            #expect(try await other.get("/withdrawal/?custom_id=c-1").at("count") == "0")
            #expect(try await other.get("/user/balances/").body == #"{"account":{}}"#)
        }
    }
}
