import NIOCore
import Policy
import Store
import TestSupport
import Testing

@testable import Gateway
@testable import HTTPWire
@testable import Transport

/// What an answer says of an effect: only the upstream's own word says that there was none.
struct EffectOutcomeTests {
    private static func intent(_ kind: ObjectKind) -> Intent {
        Intent(
            id: .make(at: TestTenants.startedAt), tenantID: TenantID(ulid: ULID(value: 1)),
            accountID: AccountID(ulid: ULID(value: 2)), kind: kind, idempotencyKey: "k", fingerprint: [],
            callbackToken: "t", tenantCallbackURL: nil, tenantOrderID: nil, tenantCustomID: nil,
            createdAt: TestTenants.startedAt)
    }

    /// What is recorded of it, in a word.
    private static func word(_ status: Int, _ body: String, _ kind: ObjectKind) -> String {
        let head = ResponseHead(
            status: status, fields: FieldSection(head: ByteBuffer(), lines: []),
            bodyFraming: .contentLength(body.utf8.count), keepAlive: true)
        let answer = ClientResponse(head: head, body: ByteBuffer(string: body))
        switch EffectOutcome(answer: answer, intent: intent(kind)) {
        case .succeeded(let id, _, _): return "succeeded \(id)"
        case .refused(let response): return "kept \(response.status)"
        case .turnedAway(let response): return "shown \(response.status)"
        case .abandoned(let error): return "abandoned \(error.status)"
        case .unknown: return "unknown"
        }
    }

    private static func error(_ code: String) -> String { #"{"error":{"code":"\#(code)","message":"m","details":{}}}"# }

    @Test(arguments: [
        (400, "invalid_request", "kept 400"), (422, "invalid_amount", "kept 422"),
        (400, "missing_required_fields", "kept 400"), (400, "invalid_currency", "kept 400"),
        (400, "insufficient_balance", "shown 400"), (403, "insufficient_permissions", "shown 403"),
        (403, "forbidden", "shown 403"), (403, "unauthorized", "shown 403"), (404, "not_found", "shown 404"),
        (410, "deprecated_endpoint", "shown 410"), (429, "rate_limit_exceeded", "abandoned 429"),
        // Not now, or already: the request may be at work.
        (409, "invalid_request", "unknown"), (423, "forbidden", "unknown"), (499, "invalid_request", "unknown"),
        (408, "invalid_request", "unknown"), (425, "invalid_request", "unknown"),
        // Codes that nobody has described, or with another status than theirs.
        (400, "duplicate_custom_id", "unknown"), (404, "invalid_amount", "unknown"), (400, "not_found", "unknown"),
        (400, "internal_error", "unknown"), (500, "internal_error", "unknown"), (503, "service_unavailable", "unknown"),
    ])
    func theUpstreamsOwnErrors(status: Int, code: String, word: String) {
        for kind in ObjectKind.allCases { #expect(Self.word(status, Self.error(code), kind) == word) }
    }

    /// A page of something in between, or JSON of another shape. Of a payment it is passed on and the key stays free; of a
    /// withdrawal it says nothing.
    @Test(arguments: [
        "<html><h1>Blocked</h1></html>", "", #"{"detail":"Not found."}"#, #"{"error":"blocked"}"#, #""no""#,
        #"{"error":{"message":"m"}}"#,
    ])
    func answersOfSomethingInBetween(body: String) {
        for status in [400, 403, 404, 413] {
            #expect(Self.word(status, body, .payment) == "shown \(status)")
            #expect(Self.word(status, body, .withdrawal) == "unknown")
        }
        #expect(Self.word(429, body, .payment) == "abandoned 429")
        #expect(Self.word(429, body, .withdrawal) == "unknown")
        for status in [408, 409, 423, 425, 499, 302, 502, 504] {
            for kind in ObjectKind.allCases { #expect(Self.word(status, body, kind) == "unknown") }
        }
    }

    @Test func aSuccessWithoutAnIDIsNone() {
        #expect(Self.word(201, #"{"withdrawal_id":"w"}"#, .withdrawal) == "succeeded w")
        for body in [#"{"transaction_id":"w"}"#, "<html/>", "{}"] {
            #expect(Self.word(200, body, .withdrawal) == "unknown")
        }
    }

    /// Only a JSON object is the upstream's to show.
    @Test func whatIsNoObjectIsNotShown() {
        let head = ResponseHead(
            status: 403, fields: FieldSection(head: ByteBuffer(), lines: []), bodyFraming: .contentLength(4),
            keepAlive: true)
        let answer = ClientResponse(head: head, body: ByteBuffer(string: "<a/>"))
        guard case .turnedAway(let response) = EffectOutcome(answer: answer, intent: Self.intent(.payment)) else {
            Issue.record("not passed on")
            return
        }
        #expect(String(decoding: response.body, as: UTF8.self).contains("The payment service refused the request."))
    }
}
