import HTTPWire
import NIOCore
import Policy
import Store
import TestSupport
import Testing

@testable import Objects

struct TenantBodyTests {
    private static let token = "0123456789abcdef0123456789abcdef0123456789abcdef"
    private static let accountID = AccountID(ulid: ULID(value: 77))
    private static let url = "https://gw.example:8443/pay/hooks/cryptofuse/\(accountID)/\(token)"

    private func restored(
        _ body: String, callbackURL: String? = nil, orderID: String? = nil, customID: String? = nil
    ) throws -> String? {
        let now = TestTenants.startedAt
        let intent = Intent(
            id: .make(at: now), tenantID: .make(at: now), accountID: Self.accountID, kind: .payment,
            idempotencyKey: nil, fingerprint: [], callbackToken: Self.token, tenantCallbackURL: callbackURL,
            tenantOrderID: orderID, tenantCustomID: customID, createdAt: now)
        return TenantBody.restoring(intent, in: try JSONValue.parse(body.utf8), of: Array(body.utf8)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test func leavesBytesAloneWhereNothingIsOurs() throws {
        #expect(try restored(#"{ "status" : "completed", "final_usd_value": 99.50 }"#, orderID: "\"A\"") == nil)
        #expect(try restored(#"{"order_id":null,"data":{"callback_url":null}}"#, orderID: "\"A\"") == nil)
    }

    @Test func putsTheTenantsValuesBackOnBothLevels() throws {
        let body =
            #"{"order_id":"01J","amount":100.00,"#
            + #""data":{"callback_url":"https://gw/t","custom_id":"01J","order_id":"01J"}}"#
        let own = try restored(
            body, callbackURL: "https://me.example/hook", orderID: "17", customID: "\"c\\u00e9\"")
        let expected =
            #"{"order_id":17,"amount":100.00,"#
            + #""data":{"callback_url":"https://me.example/hook","custom_id":"c\u00e9","order_id":17}}"#
        #expect(own == expected)
    }

    @Test func nothingGivenIsNull() throws {
        #expect(
            try restored(#"{"order_id":"01J","data":{"callback_url":"https://gw/t"}}"#)
                == #"{"order_id":null,"data":{"callback_url":null}}"#)
    }

    /// What the upstream says, what a tenant with a callback of its own reads, and what one without.
    private static var echoes: [(body: String, own: String, none: String)] {
        let escaped = url.replacing("/", with: "\\/")
        let encoded = url.replacing(":", with: "%3A").replacing("/", with: "%2F")
        let other = url.replacing(token, with: String(repeating: "9", count: 48))
        return [
            (
                #"{"webhook":{"url":"\#(url)"}}"#, #"{"webhook":{"url":"https://me.example/h"}}"#,
                #"{"webhook":{"url":null}}"#
            ),
            (#"{"urls":["\#(url)","x"]}"#, #"{"urls":["https://me.example/h","x"]}"#, #"{"urls":["x"]}"#),
            (#"{"u":"\#(escaped)"}"#, #"{"u":"https://me.example/h"}"#, #"{"u":null}"#),
            (#"{"u":"\#(url.uppercased())/"}"#, #"{"u":"https://me.example/h"}"#, #"{"u":null}"#),
            (
                #"{"message":"Cannot reach \#(url), later."}"#,
                #"{"message":"Cannot reach https://me.example/h, later."}"#, #"{"message":"Cannot reach , later."}"#
            ),
            (
                #"{"log":"{\"callback_url\":\"\#(url)\",\"n\":1}"}"#,
                #"{"log":"{\"callback_url\":\"https://me.example/h\",\"n\":1}"}"#,
                #"{"log":"{\"callback_url\":\"\",\"n\":1}"}"#
            ),
            (
                #"{"pay":"https://up.example/p?cb=\#(encoded)&n=1"}"#,
                #"{"pay":"https://up.example/p?cb=https%3A%2F%2Fme.example%2Fh&n=1"}"#,
                #"{"pay":"https://up.example/p?cb=&n=1"}"#
            ),
            (#"{"\#(url)":1}"#, #"{"https://me.example/h":1}"#, "{}"),
            (#"{"token":"\#(token)","n":1}"#, #"{"token":null,"n":1}"#, #"{"token":null,"n":1}"#),
            (#"{"at":"gw \#(accountID)."}"#, #"{"at":"gw ."}"#, #"{"at":"gw ."}"#),
            (#"{"other":"\#(other)"}"#, #"{"other":null}"#, #"{"other":null}"#),
            (#"{"two":"\#(url) \#(other)"}"#, #"{"two":"https://me.example/h "}"#, #"{"two":" "}"#),
        ]
    }

    @Test func ourCallbackIsTakenOutWhereverItStands() throws {
        for echo in Self.echoes {
            #expect(try restored(echo.body, callbackURL: "https://me.example/h") == echo.own)
            #expect(try restored(echo.body) == echo.none)
        }
    }

    private static func hidden(_ body: String) -> String? {
        let scan = CallbackScan(accountID: accountID)
        return TenantBody.hidingCallbacks(scan, in: ByteBuffer(string: body)).map { String(buffer: $0) }
    }

    @Test func ofNoIntentEachIsTakenOut() throws {
        for echo in Self.echoes where !echo.body.contains("\"token\"") {
            #expect(Self.hidden(echo.body) == echo.none)
            #expect(Self.hidden(echo.body + " ") == echo.none + " ")
        }
        #expect(Self.hidden(#"{"a":1}"#) == nil)
        #expect(Self.hidden(#"{"a":"\#(Self.accountID.description.dropLast())"}"#) == nil)
        #expect(Self.hidden("\(Self.accountID)") == nil)
        #expect(Self.hidden("") == nil)
    }

    /// Byte for byte, where there is one and where there is none.
    @Test(arguments: ["", "\n", "\r\n", " \n\n"]) func theEndingIsTheUpstreams(ending: String) throws {
        let body = #"{"order_id":"01J"}"# + ending
        #expect(try restored(body, orderID: "17") == #"{"order_id":17}"# + ending)
        let echo = Self.echoes[0]
        #expect(Self.hidden(echo.body + ending) == echo.none + ending)
    }
}
