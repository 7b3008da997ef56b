import HTTPWire
import NIOCore
import Policy
import Testing

@testable import Gateway

struct EffectRequestTests {
    private static func request(
        _ json: String, route: Route = .createPayment, allowInsecure: Bool = false
    ) throws -> EffectRequest {
        try EffectRequest(
            kind: route == .createPayment ? .payment : .withdrawal, body: ByteBuffer(string: json),
            members: ForwardedMembers(of: route, isShared: true, further: []),
            callbacks: CallbackPolicy(allowInsecure: allowInsecure))
    }

    @Test func ourCallbackAndReferenceReplaceTheTenants() throws {
        let id = IntentID(ulid: ULID(value: 5))
        let json =
            #"{"amount":100.00,"callback_url":"https://shop.example/hook","order_id":"A-1","#
            + #""order_description":"\u00e9"}"#
        let request = try Self.request(json)
        #expect(request.callbackURL == "https://shop.example/hook")
        #expect(request.orderID == "\"A-1\"")
        let sent = String(buffer: request.upstreamBody(callbackURL: "https://gw/hooks/x", reference: id))
        let rest = #""order_id":"\#(id)","order_description":"\u00e9"}"#
        #expect(sent == #"{"amount":100.00,"callback_url":"https://gw/hooks/x","# + rest)
    }

    @Test func theyAreAddedWhereTheTenantGaveNone() throws {
        let id = IntentID(ulid: ULID(value: 5))
        let request = try Self.request(#"{"amount":1}"#, route: .createWithdrawal)
        let sent = try JSONValue.parse(request.upstreamBody(callbackURL: "https://gw/x", reference: id))
        #expect(sent["callback_url"]?.stringValue == "https://gw/x")
        #expect(sent["custom_id"]?.stringValue == id.description)
        #expect(request.callbackURL == nil && request.customID == nil)
    }

    /// However its JSON token spells it, one text is one claim; payments claim none.
    @Test func aWithdrawalClaimsItsCustomIDsText() throws {
        for (token, claimed) in [
            (#""A-1""#, "A-1"), (#""\u0041-1""#, "A-1"), ("17", "17"), (#""17""#, "17"), (#""""#, nil), ("null", nil),
        ] {
            let json = #"{"amount":1,"custom_id":\#(token)}"#
            #expect(try Self.request(json, route: .createWithdrawal).claimedCustomID == claimed, "\(token)")
            #expect(try Self.request(json).claimedCustomID == nil)
        }
        #expect(try Self.request(#"{"amount":1}"#, route: .createWithdrawal).claimedCustomID == nil)
    }

    /// PostgreSQL's text has no U+0000, and would cut there.
    @Test(arguments: ["order_id", "custom_id"], [Route.createPayment, .createWithdrawal])
    func aNullInAReferenceIsRefused(name: String, route: Route) throws {
        let error = #expect(throws: GatewayError.self) {
            try Self.request(#"{"amount":1,"\#(name)":"A\u00001"}"#, route: route)
        }
        #expect(error?.status == 400 && error?.details.first?.text == "Null characters are not allowed.")
    }

    @Test(arguments: ["address", "memo"]) func aNullInADestinationIsRefused(name: String) throws {
        var members = ["amount": "1", "currency": "USDTTRC20", "address": "T1"]
        members[name] = #"T\u00001"#
        let json = "{" + members.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",") + "}"
        let request = try Self.request(json, route: .createWithdrawal)
        let error = #expect(throws: GatewayError.self) {
            try request.withdrawalOrder(apiKeyID: nil, holdsFunds: true, terms: .standard)
        }
        #expect(error?.status == 400)
    }

    @Test func equalMeaningsHaveOneFingerprint() throws {
        let one = try Self.request(#"{"amount":100.00,"currency":"BTC"}"#).fingerprint
        #expect(try Self.request(#"{ "currency" : "BTC", "amount" : 1e2 }"#).fingerprint == one)
        #expect(try Self.request(#"{"amount":"100.00","currency":"BTC"}"#).fingerprint != one)
        #expect(try Self.request(#"{"amount":100.01,"currency":"BTC"}"#).fingerprint != one)
        #expect(try Self.request(#"{"amount":100,"currency":"BTC"}"#, route: .createWithdrawal).fingerprint != one)
    }

    @Test(arguments: [
        "", "{", "[]", "1", #"{"a":1,"a":2}"#, #"{"callback_url":1}"#, #"{"callback_url":"http://shop.example/"}"#,
        #"{"callback_url":"https://user@shop.example/"}"#, #"{"callback_url":"https://127.0.0.1/"}"#,
        #"{"callback_url":"https://localhost/"}"#, #"{"callback_url":"/relative"}"#, #"{"order_id":[]}"#,
        #"{"order_id":true}"#, #"{"account_id":"x"}"#, #"{"wallet_id":null}"#, #"{"fee_percentage":0}"#,
        "{\"order_id\":\"\(String(repeating: "x", count: 101))\"}",
        "{\"custom_id\":\"\(String(repeating: "x", count: 65))\"}",
    ])
    func badInputIsRefused(json: String) throws {
        let error = #expect(throws: GatewayError.self) { try Self.request(json) }
        #expect(error?.status == 400)
        #expect(error?.code == .invalidRequest)
    }
}
