import NIOCore
import Policy
import Store
import Synchronization
import TestSupport
import Testing
import Webhooks

struct WebhookIntakeTests {
    private let completed =
        #"{"transaction_id":"tx-1","event":"payment_status_update","status":"completed","#
        + #""data":{"transaction_id":"tx-1"}}"#

    @Test func storesEventAndDeliveriesBeforeItAnswers() async throws {
        try await WebhookWorld.with { world in
            let endpoint = try await world.addEndpoint("https://endpoint.example/a")
            _ = try await world.addEndpoint("https://stranger.example/", of: world.second)
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "https://callback.example/b")
            let woken = Mutex<[DeliveryLane]>([])
            let intake = world.intake { lanes in woken.withLock { $0 += lanes } }
            guard case .accepted(let receipt) = await world.receive(completed, token: "token", through: intake) else {
                Issue.record("not accepted")
                return
            }
            let deliveries = try await world.deliveries()
            #expect(Set(deliveries.map(\.url)) == ["https://callback.example/b", "https://endpoint.example/a"])
            #expect(
                deliveries.allSatisfy {
                    $0.eventID == receipt.eventID && $0.tenantID == world.first && $0.status == .pending
                })
            #expect(
                Set(woken.withLock { $0 }.map(\.name)) == [endpoint.description, "https://callback.example:443"])
            let event = try #require(try await world.detail(deliveries[0].id)).event
            #expect(event.body == Array(completed.utf8))
            #expect(event.tenantBody == nil)
            #expect(event.status == "completed" && event.name == "payment_status_update" && event.note == nil)
            #expect(try await world.mirroredStatus(of: "tx-1") == "completed")
            #expect(
                receipt
                    == WebhookReceipt(
                        eventID: event.id, tenantID: world.first, intentID: deliveries[0].intentID, upstreamID: "tx-1",
                        status: "completed", note: nil, deliveryCount: 2))
        }
    }

    @Test func oneDeliveryForEachURL() async throws {
        try await WebhookWorld.with { world in
            let url = "https://endpoint.example/a"
            let id = try await world.addEndpoint(url)
            let off = try await world.addEndpoint("https://off.example/")
            let first = world.first
            try await world.database.write {
                _ = try EndpointRepository.setEnabled(false, endpoint: off, of: first, in: $0)
            }
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(completed, token: "token")
            #expect(try await world.deliveries().map(\.endpointID) == [id])
        }
    }

    @Test func provesAnIntentWhoseAnswerWasLost() async throws {
        try await WebhookWorld.with { world in
            let intent = try await world.addIntent("token")
            #expect(await world.receive(completed, token: "token").status == 200)
            let proven = try #require(try await world.intent(intent))
            #expect(proven.state == .confirmed)
            #expect(proven.upstreamID == "tx-1")
            #expect(try await world.mirroredStatus(of: "tx-1") == "completed")
        }
    }

    @Test func theSameCallAgainIsADuplicate() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "https://callback.example/")
            _ = await world.receive(completed, token: "token")
            #expect(await world.receive(completed, token: "token") == .duplicate)
            #expect(IntakeResult.duplicate.status == 200)
            #expect(try await world.deliveries().count == 1)
            // Another body at the same token, and the same body at another token, are other calls.
            #expect(await world.receive(completed + " ", token: "token").status == 200)
            #expect(try await world.deliveries().count == 2)
            try await world.addIntent("other")
            #expect(await world.receive(completed, token: "other") != .duplicate)
        }
    }

    @Test func concurrentDuplicatesMakeOneDelivery() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "https://callback.example/")
            let body = completed
            let results = await withTaskGroup(of: IntakeResult.self) { group in
                for _ in 0..<20 { group.addTask { await world.receive(body, token: "token") } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count { $0 == .duplicate } == 19)
            #expect(try await world.deliveries().count == 1)
        }
    }

    @Test func takesAnyActiveSecretAndNoOther() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1")
            world.directory.setSecrets(["new", "old"], of: world.accountID)
            func accept(_ body: String, signature: String?) async -> IntakeResult {
                await world.intake().accept(
                    account: world.accountID.description, token: "token", signature: signature,
                    body: ByteBuffer(string: body), now: world.clock.now())
            }
            func signed(_ body: String, _ secret: String) -> String {
                CallbackSignature.sign(Array(body.utf8), secret: Secret(secret))
            }
            #expect(await accept("{}", signature: signed("{}", "old")).status == 200)
            #expect(await accept("{ }", signature: signed("{ }", "new").uppercased()).status == 200)
            #expect(await accept("{  }", signature: signed("{  }", "retired")) == .badSignature)
            #expect(await accept("{  }", signature: signed("{ }", "new")) == .badSignature)
            #expect(await accept("{  }", signature: nil) == .badSignature)
            #expect(await accept("{  }", signature: "") == .badSignature)
            #expect(IntakeResult.badSignature.status == 401)
            let events = try await world.database.read {
                try $0.rows("SELECT COUNT(*) FROM webhook_events", []) { try $0.integer() }
            }
            #expect(events == [2])
        }
    }

    @Test func unknownAccountsAndImpossibleTokensAreNotFound() async throws {
        try await WebhookWorld.with { world in
            let stranger = AccountID.make(at: world.clock.now()).description
            let own = world.accountID.description
            for (account, token) in [
                (stranger, "token"), ("", "token"), ("crd_x", "token"), (own, ""), (own, "a/b"), (own, "tök"),
                (own, String(repeating: "a", count: 129)),
            ] {
                let result = await world.intake().accept(
                    account: account, token: token, signature: "00", body: ByteBuffer(string: "{}"),
                    now: world.clock.now())
                #expect(await !world.intake().expects(account: account, token: token))
                #expect(result == .unknown)
                #expect(result.status == 404)
            }
        }
    }

    @Test func expectsWhatTheUpstreamWasGivenAndNothingElse() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token")
            let own = world.accountID.description
            #expect(await world.intake().expects(account: own, token: "token"))
            #expect(await !world.intake().expects(account: own, token: "Token"))
            world.directory.setSecrets([], of: world.accountID)
            #expect(await !world.intake().expects(account: own, token: "token"))
        }
    }

    @Test(arguments: ["", "x", "[]", "\"a\"", "{", "{\"a\":1,\"a\":2}", "{\"a\":\"\u{1}\"}", "nul"])
    func signedNonsenseIsMalformed(body: String) async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token")
            let result = await world.receive(body, token: "token")
            guard case .malformed = result else {
                Issue.record("\(result)")
                return
            }
            #expect(result.status == 400)
        }
    }

    @Test func anotherTenantsObjectIsKeptAndGoesToNobody() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("mine", upstreamID: "tx-mine", callbackURL: "https://mine.example/")
            let theirs = try await world.addIntent(
                "theirs", of: world.second, upstreamID: "tx-theirs", callbackURL: "https://theirs.example/")
            let body = #"{"transaction_id":"tx-mine","status":"completed","data":{"transaction_id":"tx-theirs"}}"#
            let receipt = try #require(await world.receive(body, token: "mine").receipt)
            #expect(receipt.tenantID == nil && receipt.intentID == nil && receipt.deliveryCount == 0)
            #expect(receipt.note?.contains("another tenant") == true)
            #expect(try await world.deliveries().isEmpty)
            #expect(try await world.mirroredStatus(of: "tx-mine") == nil)
            #expect(try await world.mirroredStatus(of: "tx-theirs") == nil)
            #expect(try await world.intent(theirs)?.state == .succeeded)
            let kept = try await world.database.read { try EventRepository.unattributedEvents(limit: 10, in: $0) }
            #expect(kept.count == 1)
            #expect(kept[0].note?.contains("another tenant") == true)
        }
    }

    @Test func unknownTokensFallBackToTheObject() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "https://callback.example/")
            #expect(await world.receive(completed, token: "lost").receipt?.tenantID == world.first)
            #expect(try await world.deliveries().map(\.tenantID) == [world.first])
            let stranger = try #require(
                await world.receive(#"{"transaction_id":"nobody"}"#, token: "lost").receipt)
            #expect(stranger.tenantID == nil)
            #expect(try await world.deliveries().count == 1)
        }
    }

    @Test func restoresTheTenantsValues() async throws {
        try await WebhookWorld.with { world in
            let intent = try await world.addIntent(
                "token", upstreamID: "tx-1", callbackURL: "https://callback.example/", orderID: "\"order-7\"")
            let body = #"{"transaction_id":"tx-1","data":{"order_id":"\#(intent.id)","custom_id":"\#(intent.id)"}}"#
            await world.receive(body, token: "token")
            let delivery = try #require(try await world.deliveries().first)
            let event = try #require(try await world.detail(delivery.id)).event
            #expect(event.body == Array(body.utf8))
            #expect(
                event.tenantBody.map { String(decoding: $0, as: UTF8.self) }
                    == #"{"transaction_id":"tx-1","data":{"order_id":"order-7","custom_id":null}}"#)
        }
    }

    @Test func withoutTheStoreTheUpstreamMustCallAgain() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "https://callback.example/")
            world.database.refuseWrites(1)
            #expect(await world.receive(completed, token: "token") == .unavailable)
            #expect(IntakeResult.unavailable.status == 503)
            #expect(try await world.deliveries().isEmpty)
            #expect(await world.receive(completed, token: "token").receipt != nil)
            #expect(await world.receive(completed, token: "token") == .duplicate)
            #expect(try await world.deliveries().count == 1)
        }
    }
}

extension IntakeResult {
    fileprivate var receipt: WebhookReceipt? {
        guard case .accepted(let receipt) = self else { return nil }
        return receipt
    }
}
