import NIOCore
import Testing

@testable import CryptofuseSimulator

@Suite struct FaultTests {
    private let body = #"{"amount":50,"currency":"USDTTRC20","order_id":"f"}"#

    private func payments(_ upstream: Upstream) async throws -> Int {
        try await upstream.effects("kind=payment_created").count
    }

    private func create(_ upstream: Upstream) -> String {
        upstream.request("POST", "/payments/", "application/json", body)
    }

    @Test func statusesBeforeAndAfterTheEffect() async throws {
        try await Upstream.run { upstream async throws in
            try await upstream.fault(#"{"kind":"status","status":503,"path":"/payments/","method":"POST","count":1}"#)
            let before = try await upstream.post("/payments/", body)
            #expect(before.status == 503)
            #expect(before.code == "service_unavailable")
            #expect(try await payments(upstream) == 0)
            try await upstream.fault(#"{"kind":"status","status":500,"phase":"after_effect","count":1}"#)
            #expect(try await upstream.post("/payments/", body).code == "internal_error")
            #expect(try await payments(upstream) == 1)
            #expect(try await upstream.post("/payments/", body).status == 201)
        }
    }

    @Test func matchingSkippingCountingAndClearing() async throws {
        try await Upstream.run { upstream async throws in
            try await upstream.fault(#"{"kind":"status","status":502,"path":"/payments/*","skip":1,"count":1}"#)
            #expect(try await upstream.get("/currencies/").status == 200)
            #expect(try await upstream.get("/payments/").status == 200)
            #expect(try await upstream.get("/payments/min-amount/?currency=BTC").status == 502)
            #expect(try await upstream.get("/payments/").status == 200)
            let listed = try await upstream.get("/_control/faults").list("faults")
            #expect(listed.map { $0.at("applied") } == ["1"])
            #expect(listed.map { $0.at("remaining") } == ["0"])
            try await upstream.fault(#"{"kind":"status","status":502}"#)
            #expect(try await upstream.get("/currencies/").status == 502)
            #expect(try await upstream.send("DELETE", "/_control/faults/99").status == 404)
            #expect(try await upstream.send("DELETE", "/_control/faults").status == 200)
            #expect(try await upstream.get("/currencies/").status == 200)
        }
    }

    @Test func probabilityIsRepeatable() async throws {
        var runs: [[Int]] = []
        for _ in 0..<2 {
            try await Upstream.run { upstream async throws in
                try await upstream.fault(#"{"kind":"status","status":500,"probability":0.5,"seed":7}"#)
                var statuses: [Int] = []
                for _ in 0..<24 { statuses.append(try await upstream.get("/currencies/").status) }
                runs.append(statuses)
            }
        }
        #expect(runs[0] == runs[1])
        #expect(Set(runs[0]) == [200, 500])
    }

    @Test func faultsOfOneApplicationSpareTheOther() async throws {
        try await Upstream.run(.with { $0.applications = [.init(clientID: "second", clientSecret: "s2")] }) {
            upstream async throws in
            let second = upstream.with(token: try await upstream.issueToken("second", "s2"))
            try await upstream.fault(#"{"kind":"rate_limit","retry_after":7,"client_id":"second"}"#)
            #expect(try await upstream.get("/currencies/").status == 200)
            let limited = try await second.get("/currencies/")
            #expect(limited.status == 429)
            #expect(limited.field("retry-after") == "7")
            #expect(try await second.issueToken("second", "s2") == "")
            #expect(try await upstream.issueToken("sim-client", "sim-secret").count == 30)
        }
    }

    @Test func unauthorizedHitsAGoodToken() async throws {
        try await Upstream.run { upstream async throws in
            try await upstream.fault(#"{"kind":"unauthorized","count":1}"#)
            let response = try await upstream.get("/currencies/")
            #expect(response.status == 401)
            #expect(response.code == "authentication_failed")
            #expect(try await upstream.get("/currencies/").status == 200)
        }
    }

    @Test func latency() async throws {
        try await Upstream.run { upstream async throws in
            try await upstream.fault(#"{"kind":"latency","milliseconds":150,"count":1}"#)
            try await upstream.fault(#"{"kind":"latency","milliseconds":150,"phase":"after_effect","count":1}"#)
            let start = ContinuousClock.now
            #expect(try await upstream.post("/payments/", body).status == 201)
            #expect(ContinuousClock.now - start >= .milliseconds(300))
        }
    }

    /// (phase, what must have happened, whether answer bytes came)
    @Test(
        arguments: [
            ("accept", 0, false), ("after_head", 0, false), ("mid_body", 0, false), ("before_effect", 0, false),
            ("after_effect", 1, false), ("mid_answer", 1, true),
        ], ["close", "reset"])
    func disconnects(phase: (name: String, effects: Int, answers: Bool), mode: String) async throws {
        try await Upstream.run { upstream async throws in
            let path = phase.name == "accept" ? "*" : "/payments/"
            try await upstream.fault(
                #"{"kind":"disconnect","phase":"\#(phase.name)","mode":"\#(mode)","path":"\#(path)","count":1}"#)
            let request = create(upstream)
            let isEarly = ["accept", "after_head", "mid_body"].contains(phase.name)
            // An early cut must not wait for the rest of the body.
            let sent = isEarly ? String(request.dropLast(20)) : request
            let result = try await RawClient.exchange(port: upstream.port, [sent])
            #expect(result.end == (mode == "reset" ? .reset : .eof))
            #expect((result.bytes.readableBytes > 0) == phase.answers)
            if phase.answers {
                #expect(result.text.hasPrefix("HTTP/1.1 201 Created\r\n"))
                #expect(!result.text.hasSuffix("}"))
            }
            #expect(try await payments(upstream) == phase.effects)
        }
    }

    @Test func midAnswerCanCutInsideTheHead() async throws {
        try await Upstream.run { upstream async throws in
            try await upstream.fault(#"{"kind":"disconnect","phase":"mid_answer","answer_bytes":11,"count":1}"#)
            let result = try await RawClient.exchange(port: upstream.port, [create(upstream)])
            #expect(result.text == "HTTP/1.1 20")
            #expect(result.end == .eof)
        }
    }

    @Test func hangs() async throws {
        try await Upstream.run { upstream async throws in
            try await upstream.fault(#"{"kind":"hang","phase":"after_effect","path":"/payments/","count":1}"#)
            let result = try await RawClient.exchange(
                port: upstream.port, [create(upstream)], timeout: .milliseconds(300))
            #expect(result.end == .timedOut)
            #expect(result.bytes.readableBytes == 0)
            #expect(try await payments(upstream) == 1)
        }
    }

    @Test func slowDrip() async throws {
        try await Upstream.run { upstream async throws in
            try await upstream.fault(#"{"kind":"drip","chunk_bytes":64,"interval_milliseconds":10,"count":1}"#)
            let start = ContinuousClock.now
            let response = try await upstream.post("/payments/", body)
            #expect(response.status == 201)
            #expect(response.at("status") == "waiting")
            #expect(ContinuousClock.now - start >= .milliseconds(60))
        }
    }

    @Test(arguments: Fault.Malformation.allCases)
    func malformedAnswers(variant: Fault.Malformation) async throws {
        try await Upstream.run { upstream async throws in
            try await upstream.fault(#"{"kind":"malformed","variant":"\#(variant.rawValue)","count":1}"#)
            let text = try await RawClient.exchange(port: upstream.port, [create(upstream)]).text
            let lengths = text.lowercased().ranges(of: "content-length:").count
            switch variant {
            case .badStatusLine: #expect(text.hasPrefix("HTTP/9.9 abc"))
            case .twoContentLengths: #expect(lengths == 2)
            case .contentLengthAndChunked:
                #expect(lengths == 1)
                #expect(text.contains("Transfer-Encoding: chunked\r\n"))
                #expect(text.hasSuffix("\r\n0\r\n\r\n"))
            case .truncatedJSON:
                let response = try Response(text)
                #expect(response.field("content-length") == String(response.body.utf8.count))
                #expect(response.at("status") == nil)
            case .extraBytes: #expect(text.hasSuffix(#"{"smuggled":"answer"}"#))
            case .notJSON: #expect(text.hasSuffix("</html>"))
            case .badChunk: #expect(text.contains("\r\n\r\nzz\r\n{"))
            }
            #expect(try await payments(upstream) == 1)
        }
    }

    @Test func oversizedAnswers() async throws {
        try await Upstream.run { upstream async throws in
            try await upstream.fault(#"{"kind":"oversized","bytes":3000000,"count":1}"#)
            let big = try await upstream.get("/currencies/")
            #expect(big.status == 200)
            #expect(big.body.utf8.count > 3_000_000)
            #expect(big.at("currencies") != nil)
            try await upstream.fault(#"{"kind":"oversized","bytes":100000,"in_head":true,"count":1}"#)
            #expect(try await upstream.get("/currencies/").field("x-padding")?.utf8.count == 100_000)
        }
    }

    @Test(arguments: [
        "{}", #"{"kind":"nonsense"}"#, #"{"kind":"latency"}"#, #"{"kind":"latency","milliseconds":-1}"#,
        #"{"kind":"disconnect"}"#, #"{"kind":"disconnect","phase":"after_head","mode":"melt"}"#,
        #"{"kind":"malformed","variant":"x"}"#, #"{"kind":"status","phase":"mid_body"}"#,
        #"{"kind":"status","status":99}"#, #"{"kind":"status","probability":2}"#, #"{"kind":"status","count":0}"#,
    ])
    func mistakesInFaultsAreRefused(json: String) async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.post("/_control/faults", json)
            #expect(response.status == 400)
            #expect(response.code == "invalid_control_request")
            #expect(try await upstream.get("/_control/faults").list("faults").isEmpty)
        }
    }
}
