import Policy
import Store
import Synchronization
import TestSupport
import Testing
import Webhooks

struct DeliveryEngineTests {
    private let url = "https://receiver.example/hook"
    private let body = #"{"transaction_id":"tx-1","event":"payment_status_update","status":"completed"}"#

    @Test func deliversSignedInBothForms() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            let transport = FakeTransport(status: 204)
            let engine = world.engine(transport)
            let intake = world.intake { engine.wake($0) }
            try await world.running(engine) {
                await world.receive(body, token: "token", through: intake)
                try await eventually("delivered") {
                    try await world.deliveries().map(\.status) == [.delivered]
                }
            }
            let call = try #require(transport.calls.first)
            let event = try #require(try await world.deliveries().first).eventID.description
            let secret = Secret(WebhookWorld.tenantSecret)
            #expect(call.text == body)
            #expect(call.field("X-Webhook-Signature") == CallbackSignature.sign(call.body, secret: secret))
            #expect(call.field("webhook-id") == event)
            #expect(call.field("webhook-timestamp") == "1735293600")
            #expect(
                call.field("webhook-signature")
                    == StandardWebhookSignature.sign(call.body, id: event, timestamp: world.clock.now(), secret: secret)
            )
            #expect(world.audit.results == ["delivered"])
            let delivery = try #require(try await world.deliveries().first)
            #expect(delivery.attempts == 1 && delivery.lastStatus == 204 && delivery.lastError == nil)
        }
    }

    @Test func retriesOnScheduleWithTheSameID() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let transport = FakeTransport { _, attempt, _ in
                attempt < 3 ? .answered(status: 500, retryAfter: nil) : .answered(status: 200, retryAfter: nil)
            }
            try await world.running(world.engine(transport)) {
                try await eventually("first failure") { try await world.deliveries().first?.attempts == 1 }
                let pending = try #require(try await world.deliveries().first)
                let pause = world.clock.now().distance(to: pending.nextAttemptAt)
                #expect(pause >= .milliseconds(4000) && pause <= .milliseconds(6000))
                #expect(transport.calls.count == 1)
                try await eventually("delivered", step: { world.clock.advance(by: .seconds(1)) }) {
                    try await world.deliveries().first?.status == .delivered
                }
            }
            #expect(Set(transport.calls.compactMap { $0.field("webhook-id") }).count == 1)
            #expect(Set(transport.calls.compactMap { $0.field("webhook-timestamp") }).count == 3)
            let delivery = try #require(try await world.deliveries().first)
            let detail = try #require(try await world.detail(delivery.id))
            #expect(detail.delivery.attempts == 3)
            #expect(detail.failures.map(\.status) == [500, 500])
            #expect(world.audit.results == ["failed", "failed", "delivered"])
            #expect(world.listener.attempts.map(\.attempt) == [1, 2, 3])
            #expect(world.listener.attempts.map(\.isFirstOfSchedule) == [true, false, false])
        }
    }

    @Test func endsDeadAfterTheSchedule() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let transport = FakeTransport { _, _, _ in .answered(status: 302, retryAfter: nil) }
            try await world.running(world.engine(transport)) {
                try await eventually("dead", step: { world.clock.advance(by: .seconds(1)) }) {
                    try await world.deliveries().first?.status == .dead
                }
            }
            #expect(transport.calls.count == 3)
            #expect(world.audit.results.last == "dead")
            #expect(try await world.deliveries().first?.lastError == "status 302")
        }
    }

    @Test func waitsAsLongAsTheReceiverAsksUpToTheCap() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let transport = FakeTransport { _, attempt, _ in
                .answered(status: 503, retryAfter: attempt == 1 ? "600" : "999999")
            }
            try await world.running(world.engine(transport)) {
                try await eventually("asked for ten minutes") { try await world.deliveries().first?.attempts == 1 }
                let first = try #require(try await world.deliveries().first)
                #expect(world.clock.now().distance(to: first.nextAttemptAt) == .seconds(600))
                try await eventually("second attempt", step: { world.clock.advance(by: .seconds(60)) }) {
                    try await world.deliveries().first?.attempts == 2
                }
                let second = try #require(try await world.deliveries().first)
                let started = try #require(second.lastAttemptAt)
                #expect(started.distance(to: second.nextAttemptAt) >= .seconds(3600))
                #expect(started.distance(to: second.nextAttemptAt) <= .seconds(3600 + 120))
            }
        }
    }

    @Test func goneDisablesAnEndpointAndEndsWhatItHadPending() async throws {
        try await WebhookWorld.with { world in
            let endpoint = try await world.addEndpoint(url)
            for order in 0..<3 {
                try await world.addIntent("t\(order)", upstreamID: "tx-\(order)")
                await world.receive(#"{"transaction_id":"tx-\#(order)"}"#, token: "t\(order)")
            }
            let transport = FakeTransport(status: 410)
            try await world.running(world.engine(transport)) {
                try await eventually("all dead") {
                    try await world.deliveries().allSatisfy { $0.status == .dead }
                }
            }
            #expect(transport.calls.count == 1)
            let first = world.first
            let endpoints = try await world.database.read { try EndpointRepository.endpoints(of: first, in: $0) }
            #expect(endpoints.map(\.id) == [endpoint])
            #expect(endpoints.map(\.enabled) == [false])
        }
    }

    @Test func goneEndsOneDeliveryToACallbackURL() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let transport = FakeTransport(status: 410)
            try await world.running(world.engine(transport)) {
                try await eventually("dead") { try await world.deliveries().first?.status == .dead }
            }
            #expect(transport.calls.count == 1)
        }
    }

    @Test func aHangingReceiverDelaysNobodyElse() async throws {
        try await WebhookWorld.with { world in
            let clock = world.clock
            let hanging = "https://hanging.example/"
            for order in 0..<30 {
                try await world.addIntent("h\(order)", upstreamID: "h\(order)", callbackURL: hanging)
                try await world.addIntent("g\(order)", of: world.second, upstreamID: "g\(order)", callbackURL: url)
                await world.receive(#"{"transaction_id":"h\#(order)"}"#, token: "h\(order)")
                await world.receive(#"{"transaction_id":"g\#(order)"}"#, token: "g\(order)")
            }
            let transport = FakeTransport { call, _, deadline in
                guard call.url.text == hanging else { return .answered(status: 200, retryAfter: nil) }
                try? await clock.sleep(for: deadline)
                return .failed(reason: "timed out")
            }
            try await world.running(world.engine(transport, { $0.limits = .init(lane: 4, tenant: 8, total: 8) })) {
                // No time passes for the hanging one: its attempt is under way all along.
                try await eventually("the others") {
                    try await world.deliveries(DeliveryFilter(tenantID: world.second, status: .delivered, limit: 500))
                        .count == 30
                }
                #expect(transport.underWay(to: hanging) == 1)
            }
            #expect(transport.mostUnderWay(to: url) <= 4)
        }
    }

    @Test func anObjectsEventsKeepTheirOrder() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            for order in 0..<5 {
                await world.receive(#"{"transaction_id":"tx-1","n":\#(order)}"#, token: "token")
                world.clock.advance(by: .milliseconds(1))
            }
            let transport = FakeTransport(status: 200)
            try await world.running(world.engine(transport)) {
                try await eventually("all") {
                    try await world.deliveries(DeliveryFilter(status: .delivered)).count == 5
                }
            }
            #expect(transport.calls.map(\.text) == (0..<5).map { #"{"transaction_id":"tx-1","n":\#($0)}"# })
            #expect(transport.mostUnderWay(to: url) == 1)
        }
    }

    @Test func suspendedTenantsWaitWithoutLosingAttempts() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            world.directory.setSuspended(true, world.first)
            let transport = FakeTransport(status: 200)
            try await world.running(world.engine(transport)) {
                try await eventually("postponed") {
                    try await world.deliveries().first?.lastError == "the tenant is suspended"
                }
                #expect(transport.calls.isEmpty)
                world.directory.setSuspended(false, world.first)
                try await eventually("delivered", step: { world.clock.advance(by: .seconds(30)) }) {
                    try await world.deliveries().first?.status == .delivered
                }
            }
            #expect(try await world.deliveries().first?.attempts == 1)
        }
    }

    @Test func whatASuspensionHeldBackIsDueWhenItEnds() async throws {
        try await WebhookWorld.with { world in
            let tenant = world.first
            func set(_ status: TenantStatus, at now: Timestamp) async throws {
                try await world.database.write { writer in
                    try TenantRepository.setStatus(status, of: tenant, in: writer)
                    if status == .active { try DeliveryRepository.releaseHeld(of: tenant, at: now, in: writer) }
                }
                world.directory.setSuspended(status == .suspended, tenant)
            }
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            try await set(.suspended, at: world.clock.now())
            let transport = FakeTransport(status: 200)
            let engine = world.engine(transport)
            try await world.running(engine) {
                try await eventually("held") {
                    try await world.deliveries().first?.lastError == "the tenant is suspended"
                }
                let held = try #require(try await world.deliveries().first)
                #expect(world.clock.now().distance(to: held.nextAttemptAt) == DeliveryPolicy.suspendedPause)
                try await set(.active, at: world.clock.now())
                engine.wake()
                // No time passes.
                try await eventually("delivered") { try await world.deliveries().first?.status == .delivered }
            }
            #expect(try await world.deliveries().first?.attempts == 1)
        }
    }

    @Test func aRefusedAddressIsRecordedAndTriedAgain() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let transport = FakeTransport { _, attempt, _ in
                attempt == 1
                    ? .refused(reason: "address refused: 10.0.0.1 is private") : .answered(status: 200, retryAfter: nil)
            }
            try await world.running(world.engine(transport)) {
                try await eventually("delivered once DNS changed", step: { world.clock.advance(by: .seconds(1)) }) {
                    try await world.deliveries().first?.status == .delivered
                }
            }
            #expect(world.audit.results == ["address_refused", "delivered"])
            let delivery = try #require(try await world.deliveries().first)
            #expect(
                try await world.detail(delivery.id)?.failures.map(\.error) == ["address refused: 10.0.0.1 is private"])
        }
    }

    @Test func insecureURLsNeedTheSetting() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: "http://127.0.0.1:9/")
            await world.receive(body, token: "token")
            let transport = FakeTransport(status: 200)
            try await world.running(world.engine(transport)) {
                try await eventually("refused") { try await world.deliveries().first?.attempts == 1 }
            }
            #expect(transport.calls.isEmpty)
            #expect(try await world.deliveries().first?.lastError == "the URL must use https")
        }
    }
}
