import HTTPWire
import Policy
import Store
import TestSupport
import Testing

@testable import Webhooks

struct WebhookAttributionTests {
    private let now = TestTenants.startedAt
    private let tenant = TenantID.make(at: TestTenants.startedAt)
    private let stranger = TenantID.make(at: TestTenants.startedAt)
    private let account = AccountID.make(at: TestTenants.startedAt)

    private func intent(_ tenantID: TenantID, kind: ObjectKind = .payment, upstreamID: String?) -> Intent {
        Intent(
            id: .make(at: now), tenantID: tenantID, accountID: account, kind: kind, idempotencyKey: nil,
            fingerprint: [], callbackToken: "t", tenantCallbackURL: nil, tenantOrderID: nil, tenantCustomID: nil,
            upstreamID: upstreamID, createdAt: now)
    }

    private func facts(_ text: String) throws -> WebhookFacts {
        try #require(WebhookFacts(try JSONValue.parse(text.utf8)))
    }

    @Test func readsBothShapes() throws {
        let nested = try facts(
            #"""
            {"transaction_id":"outer","event":"payment_status_update","status":"confirming",
             "data":{"transaction_id":"inner","status":"x"}}
            """#)
        #expect(nested.kind == .payment)
        #expect(nested.status == "confirming")
        #expect(nested.upstreamIDs(of: .payment) == ["outer", "inner"])
        let flat = try facts(#"{"status":"partially_paid","payment_type":"partial"}"#)
        #expect(flat.kind == nil)
        #expect(flat.name == nil)
        #expect(flat.objects.isEmpty)
        let withdrawal = try facts(#"{"withdrawal_id":17,"data":{"status":"completed"}}"#)
        #expect(withdrawal.kind == .withdrawal)
        #expect(withdrawal.upstreamIDs(of: .withdrawal) == ["17"])
        #expect(withdrawal.status == "completed")
        #expect(WebhookFacts(.array([])) == nil)
        let odd = try facts(#"{"transaction_id":{"a":1},"status":["x"],"event":"","data":"text"}"#)
        #expect(odd.objects.isEmpty && odd.status == nil && odd.name == nil)
        let long = try facts(#"{"transaction_id":"\#(String(repeating: "a", count: 256))"}"#)
        #expect(long.objects.isEmpty)
    }

    /// PostgreSQL's text has none; whoever calls cannot be told to spell it otherwise.
    @Test func aNullIsReplaced() throws {
        let facts = try facts(#"{"event":"a\u0000b","transaction_id":"t\u0000x","status":"\u0000"}"#)
        #expect(facts.name == "a\u{FFFD}b" && facts.status == "\u{FFFD}")
        #expect(facts.upstreamIDs(of: .payment) == ["t\u{FFFD}x"])
    }

    @Test func theTokenDecides() throws {
        let own = intent(tenant, upstreamID: "a")
        let same = WebhookAttribution.decide(byToken: own, facts: try facts(#"{"transaction_id":"a"}"#), owners: [own])
        #expect(same == .tenant(.init(intent: own, recordsStatus: true)))
        let flat = WebhookAttribution.decide(byToken: own, facts: try facts(#"{"status":"expired"}"#), owners: [])
        #expect(flat == .tenant(.init(intent: own, recordsStatus: true)))
    }

    /// The guide's own sample, either way round, and one object that is not the token's.
    @Test(arguments: [
        #"{"transaction_id":"b"}"#, #"{"transaction_id":"a","data":{"transaction_id":"nobody's"}}"#,
        #"{"transaction_id":"nobody's","data":{"transaction_id":"a"}}"#,
    ])
    func anotherObjectIsDeliveredAndRecordsNothing(body: String) throws {
        let own = intent(tenant, upstreamID: "a")
        guard
            case .tenant(let claim) = WebhookAttribution.decide(byToken: own, facts: try facts(body), owners: [own])
        else {
            Issue.record("not attributed")
            return
        }
        #expect(claim.intent == own)
        #expect(!claim.recordsStatus && claim.confirms == nil && !claim.provesEffect && claim.note != nil)
    }

    /// Whoever calls an intent's token proves its effect, whatever the body tells of ids.
    @Test(arguments: [#"{"status":"completed"}"#, #"{"transaction_id":"b","data":{"transaction_id":"c"}}"#])
    func theTokenProvesTheEffect(body: String) throws {
        let open = intent(tenant, upstreamID: nil)
        let facts = try facts(body)
        guard case .tenant(let claim) = WebhookAttribution.decide(byToken: open, facts: facts, owners: []) else {
            Issue.record("not attributed")
            return
        }
        #expect(claim.provesEffect && claim.confirms == nil && claim.recordsStatus == facts.objects.isEmpty)
    }

    @Test func provesAnIntentWithoutAnObject() throws {
        let open = intent(tenant, upstreamID: nil)
        #expect(
            WebhookAttribution.decide(byToken: open, facts: try facts(#"{"transaction_id":"a"}"#), owners: [])
                == .tenant(.init(intent: open, provesEffect: true, confirms: "a")))
        let taken = intent(tenant, upstreamID: "a")
        guard
            case .tenant(let claim) = WebhookAttribution.decide(
                byToken: open, facts: try facts(#"{"transaction_id":"a"}"#), owners: [taken])
        else {
            Issue.record("not attributed")
            return
        }
        #expect(claim.provesEffect && claim.confirms == nil && !claim.recordsStatus && claim.note != nil)
    }

    /// Wherever another tenant's object appears in the body, and whatever else it says.
    @Test(arguments: [
        #"{"transaction_id":"theirs"}"#, #"{"transaction_id":"a","data":{"transaction_id":"theirs"}}"#,
        #"{"transaction_id":"theirs","data":{"transaction_id":"a"}}"#,
        #"{"transaction_id":"a","withdrawal_id":"theirs"}"#,
    ])
    func anotherTenantsObjectGoesToNobody(body: String) throws {
        let own = intent(tenant, upstreamID: "a")
        let theirs = intent(stranger, upstreamID: "theirs")
        for byToken in [own, intent(tenant, upstreamID: nil)] {
            let decision = WebhookAttribution.decide(byToken: byToken, facts: try facts(body), owners: [own, theirs])
            guard case .nobody = decision else {
                Issue.record("\(decision)")
                continue
            }
        }
    }

    @Test func kindsMustAgree() throws {
        let own = intent(tenant, upstreamID: "a")
        let body = try facts(#"{"event":"withdrawal_status_update","withdrawal_id":"w"}"#)
        guard case .nobody = WebhookAttribution.decide(byToken: own, facts: body, owners: []) else {
            Issue.record("a withdrawal was taken for a payment")
            return
        }
    }

    @Test func withoutAKnownTokenTheObjectDecides() throws {
        let owner = intent(tenant, upstreamID: "a")
        guard
            case .tenant(let claim) = WebhookAttribution.decide(
                byToken: nil, facts: try facts(#"{"transaction_id":"a"}"#), owners: [owner])
        else {
            Issue.record("not attributed")
            return
        }
        #expect(claim.intent == owner && claim.recordsStatus && claim.note != nil)
        for owners in [[], [owner, intent(stranger, upstreamID: "b")], [owner, intent(tenant, upstreamID: "c")]] {
            let decision = WebhookAttribution.decide(
                byToken: nil, facts: try facts(#"{"transaction_id":"a"}"#), owners: owners)
            guard case .nobody = decision else {
                Issue.record("\(decision)")
                continue
            }
        }
    }
}
