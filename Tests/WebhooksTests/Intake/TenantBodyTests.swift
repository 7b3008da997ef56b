import HTTPWire
import Policy
import Store
import TestSupport
import Testing

@testable import Webhooks

struct TenantBodyTests {
    private func restored(
        _ body: String, callbackURL: String? = nil, orderID: String? = nil, customID: String? = nil
    ) throws -> String? {
        let now = TestTenants.startedAt
        let intent = Intent(
            id: .make(at: now), tenantID: .make(at: now), credentialID: .make(at: now), kind: .payment,
            idempotencyKey: nil, fingerprint: [], callbackToken: "t", tenantCallbackURL: callbackURL,
            tenantOrderID: orderID, tenantCustomID: customID, createdAt: now)
        return TenantBody.restoring(intent, in: try JSONValue.parse(body.utf8)).map {
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
}
