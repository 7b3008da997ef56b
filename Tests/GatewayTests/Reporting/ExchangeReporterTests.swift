import AuditLog
import HTTPWire
import NIOCore
import Policy
import Store
import TestSupport
import Testing
import Transport

@testable import Gateway

/// Each exchange is reported once, whoever it was with: the audit keeps it, and listeners hear it.
struct ExchangeReporterTests {
    private static let body =
        #"{"transaction_id":"tx-1","event":"payment_status_update","status":"completed","#
        + #""data":{"transaction_id":"tx-1"}}"#

    @Test func anAcceptedWebhookHasOneRecordOfAllThatIsKnown() async throws {
        try await ReportingWorld.with { world in
            let intent = try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "https://shop.example/")
            let response = await world.hook(Self.body)
            #expect(response.status == 200)
            #expect(world.audit.records.count == 1)
            let record = try #require(world.audit.records.first)
            #expect((record.kind, record.result, record.status) == (.webhook, "accepted", 200))
            #expect(record.requestID?.description == response.fields.first("X-Request-Id"))
            #expect((record.method, record.path) == ("POST", "/hooks/cryptofuse/{account}/{token}/"))
            #expect((record.tenantID, record.intentID, record.upstreamID) == (world.tenantID, intent.id, "tx-1"))
            #expect((record.peer, record.client, record.actor) == (ReportingWorld.address, nil, nil))
            #expect(record.durationMicroseconds != nil)
            #expect(record.details.map(\.name) == ["account", "event", "status", "deliveries"])
            let event = try #require(world.listener.exchanges.first?.webhook?.eventID)
            #expect(record.details.map(\.value) == ["\(world.accountID)", "\(event)", "completed", "1"])
            #expect(world.listener.exchanges.map(\.requestID) == [record.requestID])
        }
    }

    @Test func aWebhookThatNobodyExplainsHasOneRecordWithItsNote() async throws {
        try await ReportingWorld.with { world in
            _ = try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "https://shop.example/")
            _ = try await world.addIntent("other", upstreamID: "tx-2", callbackURL: "https://shop.example/")
            let body = #"{"transaction_id":"tx-1","status":"completed","data":{"transaction_id":"tx-2"}}"#
            #expect(await world.hook(body).status == 200)
            #expect(world.audit.records.map(\.kind) == [.webhook])
            let record = try #require(world.audit.records.first)
            #expect(["accepted", "unattributed"].contains(record.result))
            #expect(record.details.map(\.name) == ["account", "event", "status", "note", "deliveries"])
        }
    }

    @Test func aSignedCallThatIsNoWebhookHasOneRecordWithTheReason() async throws {
        try await ReportingWorld.with { world in
            _ = try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "https://shop.example/")
            #expect(await world.hook("[]").status == 400)
            let record = try #require(world.audit.records.first)
            #expect(world.audit.records.count == 1)
            #expect((record.kind, record.result, record.status) == (.webhook, "malformed", 400))
            #expect(record.details.map(\.name) == ["account", "reason"])
            #expect(record.details.last?.value == "the body is not an object")
        }
    }

    /// What is stored and not on record is not acknowledged; the call that follows finds it, and is.
    @Test func aWebhookThatCannotBeAuditedMustComeAgain() async throws {
        try await ReportingWorld.with { world in
            _ = try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "https://shop.example/")
            world.audit.setBroken(true)
            #expect(await world.hook(Self.body).status == 503)
            #expect(world.listener.exchanges.map(\.status) == [503])
            world.audit.setBroken(false)
            #expect(await world.hook(Self.body).status == 200)
            #expect(world.listener.exchanges.map(\.result) == ["service_unavailable", "duplicate"])
        }
    }

    /// The audit counts what strangers send; listeners hear each.
    @Test func strangersAreCountedAndHeard() async throws {
        try await ReportingWorld.with { world in
            _ = try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "https://shop.example/")
            for _ in 0..<3 {
                #expect(await world.hook(Self.body, signature: "00").status == 401)
                #expect(await world.send("GET /nowhere").status == 404)
            }
            let malformed = world.gateway.respond(
                toMalformed: WireError(status: 400, reason: "no"), from: PeerAddresses(peer: ReportingWorld.address))
            #expect(malformed.status == 400)
            #expect(world.audit.results == ["authentication_failed", "not_found", "invalid_request"])
            #expect(world.audit.records.map(\.kind) == [.webhook, .request, .request])
            #expect(world.listener.exchanges.map(\.status) == [401, 404, 401, 404, 401, 404, 400])
        }
    }
}
