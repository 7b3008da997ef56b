import Foundation
import Testing

@testable import CryptofuseSimulator

@Suite struct ControlTests {
    private func temporaryPath() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("effects-\(UUID().uuidString).jsonl").path
    }

    @Test func effectsSayWhatHappenedAndToWhom() async throws {
        try await Upstream.run { upstream async throws in
            let payment = try await upstream.createPayment("50", callback: "http://127.0.0.1:1/a", orderID: "o-7")
            let withdrawal = try await upstream.createWithdrawal("60", address: "THOLDabc123", customID: "c-7")
            let all = try await upstream.effects()
            #expect(all.map { $0.at("kind") } == ["payment_created", "withdrawal_created"])
            #expect(all.map { $0.at("id") } == [payment, withdrawal])
            #expect(all.map { $0.at("amount") } == ["50.00000000", "60.00000000"])
            #expect(all[0].at("order_id") == "o-7")
            #expect(all[0].at("callback_url") == "http://127.0.0.1:1/a")
            #expect(all[1].at("custom_id") == "c-7")
            #expect(try await upstream.effects("order_id=o-7").count == 1)
            #expect(try await upstream.effects("callback_url=http%3A%2F%2F127.0.0.1%3A1%2Fa").count == 1)
            #expect(try await upstream.effects("kind=withdrawal_created&custom_id=c-7").count == 1)
            #expect(try await upstream.effects("custom_id=c-8").isEmpty)
            #expect(try await upstream.effects("after=1").count == 1)
        }
    }

    @Test func theEffectFileOutlivesTheSimulatorAndATornLine() async throws {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await Upstream.run(.with { $0.effectLogPath = path }) { upstream async throws in
            _ = try await upstream.createPayment("50", orderID: "first")
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 1, "the line is there before the answer")
        }
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(#"{"seq":2,"kind":"paym"#.utf8))
        try handle.close()
        try await Upstream.run(.with { $0.effectLogPath = path }) { upstream async throws in
            _ = try await upstream.createPayment("50", orderID: "second")
            let effects = try await upstream.effects()
            #expect(effects.map { $0.at("order_id") } == ["first", "second"])
            #expect(effects.map { $0.at("seq") } == ["1", "2"])
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 2)
        }
    }

    @Test func countersCountRequestsAnswersAndTokens() async throws {
        try await Upstream.run { upstream async throws in
            _ = try await upstream.get("/currencies/")
            _ = try await upstream.with(token: "bad").get("/currencies/")
            _ = try await upstream.get("/user/me/")
            _ = try await upstream.get("/nowhere/")
            let counters = try await upstream.get("/_control/counters")
            #expect(counters.at("tokens_issued") == "1")
            #expect(counters.body.contains(#""GET /currencies/":2"#))
            #expect(counters.body.contains(#""GET /currencies/ 401":1"#))
            #expect(counters.body.contains(#""* private":1"#))
            #expect(counters.body.contains(#""unknown path":1"#))
            #expect(!counters.body.contains("_control"))
            _ = try await upstream.send("DELETE", "/_control/counters")
            #expect(try await upstream.get("/_control/counters").at("tokens_issued") == "0")
        }
    }

    @Test func balancesAreSetPerAccount() async throws {
        try await Upstream.run { upstream async throws in
            let set = try await upstream.send(
                "PUT", "/_control/balances", "application/json", #"{"balances":{"BTC":"2.5","USDTTRC20":"1"}}"#)
            #expect(set.at("accounts.main.BTC.available") == "2.50000000")
            #expect(try await upstream.balance("BTC") == "2.50000000")
            #expect(try await upstream.balance() == "1.00000000")
            let bad = try await upstream.send(
                "PUT", "/_control/balances", "application/json", #"{"balances":{"BTC":"-1"}}"#)
            #expect(bad.code == "invalid_control_request")
        }
    }

    @Test func settingsChangeTheTimeScale() async throws {
        try await Upstream.run(.with { $0.timeScale = 1 }) { upstream async throws in
            _ = try await upstream.send(
                "PATCH", "/_control/settings", "application/json", #"{"time_scale":0.001}"#)
            let id = try await upstream.createPayment("123.45")
            try await eventually("completed") { try await upstream.paymentStatus(id).at("status") == "completed" }
            let bad = try await upstream.send(
                "PATCH", "/_control/settings", "application/json", #"{"time_scale":-1}"#)
            #expect(bad.status == 400)
        }
    }

    @Test func resetStartsAfresh() async throws {
        try await Upstream.run { upstream async throws in
            let id = try await upstream.createPayment("50")
            try await upstream.fault(#"{"kind":"status","status":500,"path":"/never/"}"#)
            #expect(try await upstream.post("/_control/reset", "").status == 200)
            #expect(try await upstream.get("/currencies/").status == 401)
            #expect(try await upstream.get("/_control/faults").list("faults").isEmpty)
            #expect(try await upstream.get("/_control/payments/\(id)").status == 404)
            #expect(try await upstream.effects().isEmpty)
        }
    }

    @Test func unknownControlCallsAreExplained() async throws {
        try await Upstream.run { upstream async throws in
            #expect(try await upstream.get("/_control/").list("endpoints").count > 20)
            #expect(try await upstream.get("/_control/nothing").code == "invalid_control_request")
            #expect(try await upstream.post("/_control/payments/none", "{}").status == 404)
            #expect(try await upstream.post("/_control/withdrawals/none", "{}").status == 404)
            #expect(try await upstream.post("/_control/webhooks/99/replay", "{}").status == 404)
        }
    }

    @Test func startRefusesBadConfigurationInOneLine() async throws {
        let changes: [(inout SimulatorConfiguration) -> Void] = [
            { $0.balances = ["DOGE": "1"] }, { $0.balances = ["BTC": "x"] }, { $0.ratesUSD = ["BTC": "0"] },
            { $0.platformFee = "2" }, { $0.timeScale = -1 }, { $0.host = "not an address" },
            { $0.effectLogPath = "/nonexistent/directory/effects" },
            { $0.applications = [.init(clientID: "sim-client", clientSecret: "x")] },
            { $0.overpaymentThresholdUSD = "much" },
        ]
        for change in changes {
            var configuration = SimulatorConfiguration()
            change(&configuration)
            let error = await #expect(throws: SimulatorError.self) {
                _ = try await CryptofuseSimulator.start(configuration)
            }
            #expect(error?.description.contains("\n") == false)
        }
    }

    @Test func aTakenPortIsAnError() async throws {
        try await Upstream.run { upstream async throws in
            var configuration = SimulatorConfiguration()
            configuration.port = upstream.port
            let taken = configuration
            await #expect(throws: SimulatorError.self) { _ = try await CryptofuseSimulator.start(taken) }
        }
    }
}
