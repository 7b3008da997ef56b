import NIOCore
import Testing

@testable import CryptofuseSimulator

@Suite struct WireTests {
    @Test func pipelinedRequestsAreAnsweredInOrderEvenWhenOneIsLate() async throws {
        try await Upstream.run { upstream async throws in
            try await upstream.fault(#"{"kind":"latency","milliseconds":100,"path":"/currencies/","count":1}"#)
            let requests =
                upstream.request("GET", "/currencies/", keepAlive: true)
                + upstream.request("GET", "/payments/min-amount/?currency=BTC", keepAlive: true)
                + upstream.request("POST", "/payments/", "application/json", "{}", keepAlive: true)
                + upstream.request("GET", "/user/balances/")
            let result = try await RawClient.exchange(port: upstream.port, [requests])
            #expect(result.end == .eof)
            let order = [#"{"currencies""#, #""min_amount""#, "missing_required_fields", #"{"account""#]
            let places = order.compactMap { result.text.firstRange(of: $0)?.lowerBound }
            #expect(places.count == 4)
            #expect(places == places.sorted())
            #expect(result.text.ranges(of: "HTTP/1.1 ").count == 4)
        }
    }

    @Test func aRequestInPiecesIsOneRequest() async throws {
        try await Upstream.run { upstream async throws in
            let whole = upstream.request("POST", "/payments/", "application/json", #"{"amount":50,"currency":"TRX"}"#)
            let pieces = stride(from: 0, to: whole.count, by: 40).map { String(whole.dropFirst($0).prefix(40)) }
            let result = try await RawClient.exchange(port: upstream.port, pieces, gap: .milliseconds(2))
            #expect(try Response(result.text).status == 201)
        }
    }

    @Test func chunkedBodiesAndContinue() async throws {
        try await Upstream.run { upstream async throws in
            let head =
                "POST /payments/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(upstream.token)\r\n"
                + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            let json = #"{"amount":50,"currency":"TRX"}"#
            let chunk = String(json.utf8.count, radix: 16) + "\r\n" + json + "\r\n0\r\n\r\n"
            let result = try await RawClient.exchange(port: upstream.port, [head, chunk])
            #expect(result.text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n"))
        }
    }

    @Test(arguments: ["garbage\r\n\r\n", "GET / HTTP/9.7\r\n\r\n", "GET /currencies/ HTTP/1.1\r\nA B: c\r\n\r\n"])
    func malformedRequestsGet400(text: String) async throws {
        try await Upstream.run { upstream async throws in
            let result = try await RawClient.exchange(port: upstream.port, [text])
            #expect(try Response(result.text).status == 400)
            #expect(result.end == .eof)
        }
    }

    @Test func anOverlongBodyGets413() async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.post("/payments/", String(repeating: " ", count: 2_700_000))
            #expect(response.status == 413)
        }
    }

    @Test func headHasNoBody() async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.send("HEAD", "/status/")
            #expect(response.status == 200)
            #expect(response.body.isEmpty)
            #expect(response.field("content-length") != "0")
        }
    }

    @Test func everyAnswerCarriesWhatMustNotBePassedOn() async throws {
        try await Upstream.run { upstream async throws in
            let response = try await upstream.get("/currencies/")
            #expect(response.field("set-cookie")?.contains("upstream-cookie-secret") == true)
            #expect(response.field("server") == "nginx/1.24.0")
            #expect(response.field("x-ratelimit-limit") == "100")
            let date = response.field("date") ?? ""
            #expect(date.wholeMatch(of: /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
        }
    }
}
