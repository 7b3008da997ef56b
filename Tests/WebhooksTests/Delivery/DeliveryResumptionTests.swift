import Policy
import Store
import TestSupport
import Testing
import Webhooks

/// What happens to deliveries when engines, claims and the store come and go.
struct DeliveryResumptionTests {
    private let url = "https://receiver.example/hook"
    private let body = #"{"transaction_id":"tx-1"}"#

    /// Leaves one delivery claimed, as a killed process does.
    private func leaveClaimed(_ world: WebhookWorld) async throws {
        try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
        await world.receive(body, token: "token")
        let clock = world.clock
        let hanging = FakeTransport { _, _, _ in
            try? await clock.sleep(for: .seconds(1_000_000))
            return .failed(reason: "cancelled")
        }
        try await world.running(world.engine(hanging)) {
            try await eventually("under way") { hanging.underWay(to: url) == 1 }
        }
        #expect(try await world.deliveries().map(\.attempts) == [0])
        #expect(try await world.deliveries().map(\.status) == [.pending])
    }

    @Test func aRestartTakesUpWhatWasClaimed() async throws {
        try await WebhookWorld.with { world in
            try await leaveClaimed(world)
            let transport = FakeTransport(status: 200)
            try await world.running(world.engine(transport)) {
                try await eventually("delivered without waiting for the lease") {
                    try await world.deliveries().map(\.status) == [.delivered]
                }
            }
        }
    }

    @Test func inAClusterTheLeaseMustEndFirst() async throws {
        try await WebhookWorld.with { world in
            try await leaveClaimed(world)
            let transport = FakeTransport(status: 200)
            let started = world.clock.now()
            try await world.running(world.engine(transport, { $0.ownsDatabaseAlone = false })) {
                try await eventually("delivered", step: { world.clock.advance(by: .milliseconds(500)) }) {
                    try await world.deliveries().map(\.status) == [.delivered]
                }
            }
            let attempted = try #require(try await world.deliveries().first?.lastAttemptAt)
            #expect(started.distance(to: attempted) >= DeliveryPolicy().lease)
        }
    }

    @Test func whatAnotherProcessClaimedIsNotCompletedByThisOne() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let hang = Hang()
            let transport = FakeTransport { _, _, _ in
                await hang.untilReleased()
                return .answered(status: 200, retryAfter: nil)
            }
            try await world.running(world.engine(transport)) {
                try await eventually("under way") { hang.isWaitedFor }
                let now = world.clock.now()
                try await world.database.write {
                    _ = try DeliveryRepository.releaseAllClaims(at: now.advanced(by: .seconds(900)), in: $0)
                }
                hang.release()
                try await eventually("ended") { transport.underWay(to: url) == 0 }
            }
            #expect(try await world.deliveries().map(\.status) == [.pending])
            #expect(try await world.deliveries().map(\.attempts) == [0])
            #expect(world.audit.results.isEmpty)
        }
    }

    /// An attempt that could outlast its claim might be made twice at the same time.
    @Test func aClaimThatGrewOldIsGivenBackUnused() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let policy = DeliveryPolicy()
            let transport = FakeTransport { _, _, _ in
                let lease = try? await world.deliveries().first.map { world.clock.now().distance(to: $0.nextAttemptAt) }
                return .answered(status: lease.map { $0 > policy.attemptTimeout } == true ? 200 : 500, retryAfter: nil)
            }
            let age = policy.lease - .seconds(10)
            world.database.afterNextWrite { world.clock.advance(by: age) }
            try await world.running(world.engine(transport, { $0.ownsDatabaseAlone = false })) {
                try await eventually("attempted") { try await world.deliveries().first?.attempts == 1 }
            }
            #expect(try await world.deliveries().first?.lastStatus == 200)
            #expect(transport.calls.count == 1)
        }
    }

    @Test func aBusyStoreDoesNotLoseASuccess() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let database = world.database
            let transport = FakeTransport { _, _, _ in
                database.refuseWrites(3)
                return .answered(status: 200, retryAfter: nil)
            }
            try await world.running(world.engine(transport)) {
                try await eventually("recorded", step: { world.clock.advance(by: .milliseconds(100)) }) {
                    try await world.deliveries().map(\.status) == [.delivered]
                }
            }
            #expect(transport.calls.count == 1)
        }
    }

    @Test func aBusyStoreDelaysClaimsAndNoMore() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let transport = FakeTransport(status: 200)
            world.database.refuseWrites(4)
            try await world.running(world.engine(transport)) {
                try await eventually("delivered", step: { world.clock.advance(by: .milliseconds(100)) }) {
                    try await world.deliveries().map(\.status) == [.delivered]
                }
            }
            #expect(transport.calls.count == 1)
        }
    }

    @Test func anOperatorsRetryIsDeliveredAtOnce() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let transport = FakeTransport { _, attempt, _ in
                .answered(status: attempt == 1 ? 500 : 200, retryAfter: nil)
            }
            let engine = world.engine(transport)
            try await world.running(engine) {
                try await eventually("failed") { try await world.deliveries().first?.attempts == 1 }
                let id = try #require(try await world.deliveries().first).id
                let now = world.clock.now()
                let retry = try await world.database.write {
                    try DeliveryRepository.retryForOperator(id, at: now, in: $0)
                }
                guard case .scheduled(let lane) = retry else {
                    Issue.record("\(retry)")
                    return
                }
                engine.wake([lane])
                try await eventually("delivered") { try await world.deliveries().first?.status == .delivered }
            }
        }
    }

    @Test func drainingFinishesWhatIsUnderWayAndStartsNothing() async throws {
        try await WebhookWorld.with { world in
            for order in 0..<3 {
                try await world.addIntent("t\(order)", upstreamID: "tx-\(order)", callbackURL: url)
                await world.receive(#"{"transaction_id":"tx-\#(order)"}"#, token: "t\(order)")
            }
            let hang = Hang()
            let transport = FakeTransport { _, _, _ in
                await hang.untilReleased()
                return .answered(status: 200, retryAfter: nil)
            }
            let engine = world.engine(transport)
            try await world.running(engine) {
                try await eventually("under way") { hang.isWaitedFor }
                async let drained: Void = engine.drain(within: .seconds(60))
                hang.release()
                await drained
            }
            #expect(transport.calls.count == 1)
            #expect(try await world.deliveries(DeliveryFilter(status: .delivered)).count == 1)
        }
    }

    @Test func drainingGivesUpInTime() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body, token: "token")
            let clock = world.clock
            let transport = FakeTransport { _, _, _ in
                try? await clock.sleep(for: .seconds(1_000_000))
                return .failed(reason: "cancelled")
            }
            let engine = world.engine(transport)
            try await world.running(engine) {
                try await eventually("under way") { transport.underWay(to: url) == 1 }
                let drained = Hang()
                async let draining: Void = {
                    await engine.drain(within: .seconds(5))
                    drained.release()
                }()
                try await eventually("gave up", step: { clock.advance(by: .seconds(1)) }) {
                    drained.isReleased
                }
                await draining
                #expect(transport.underWay(to: url) == 1)
            }
        }
    }
}
