import Policy
import Store
import TestSupport
import Testing
import Webhooks

/// What a receiver hears of one object when attempts fail and webhooks come late.
struct DeliveryOrderingTests {
    private let url = "https://receiver.example/hook"

    private func body(_ status: String, _ minute: Int) -> String {
        #"{"transaction_id":"tx-1","status":"\#(status)","timestamp":"2024-12-27T10:0\#(minute):00Z"}"#
    }

    private func heard(by transport: FakeTransport) -> [String] {
        transport.calls.map { call in
            ["confirming", "completed"].first { call.text.contains($0) } ?? call.text
        }
    }

    /// The guide's own handler reopens a paid order when `confirming` comes after `completed`.
    @Test func aFailedOlderEventIsHeardBeforeTheNewerOne() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body("confirming", 1), token: "token")
            let transport = FakeTransport { _, attempt, _ in
                .answered(status: attempt == 1 ? 500 : 200, retryAfter: nil)
            }
            let engine = world.engine(transport)
            try await world.running(engine) {
                try await eventually("failed") { try await world.deliveries().first?.attempts == 1 }
                world.clock.advance(by: .milliseconds(10))
                await world.receive(body("completed", 2), token: "token", through: world.intake { engine.wake($0) })
                try await eventually("both, without the retry's time") {
                    try await world.deliveries(DeliveryFilter(status: .delivered)).count == 2
                }
            }
            #expect(heard(by: transport) == ["confirming", "confirming", "completed"])
            let sequences = transport.calls.compactMap { $0.field("webhook-sequence").flatMap { Int($0) } }
            #expect(sequences.count == 3 && sequences[1] == sequences[0] && sequences[2] > sequences[1])
        }
    }

    @Test func anOlderEventThatFailsAgainIsSuperseded() async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            await world.receive(body("confirming", 1), token: "token")
            world.clock.advance(by: .milliseconds(10))
            await world.receive(body("completed", 2), token: "token")
            world.clock.advance(by: .milliseconds(10))
            let transport = FakeTransport { call, _, _ in
                .answered(status: call.text.contains("confirming") ? 500 : 200, retryAfter: nil)
            }
            try await world.running(world.engine(transport)) {
                try await eventually("the newer one") {
                    try await world.deliveries(DeliveryFilter(status: .delivered)).count == 1
                }
            }
            #expect(heard(by: transport) == ["confirming", "completed"])
            #expect(try await world.deliveries().map(\.status) == [.delivered, .superseded])
            #expect(world.audit.results == ["superseded", "delivered"])
        }
    }

    @Test(arguments: [(DeliveryOrder.latest, ["completed"]), (.all, ["completed", "confirming"])])
    func whatArrivesLateIsNotHeardUnlessAllIsWanted(order: DeliveryOrder, expected: [String]) async throws {
        try await WebhookWorld.with { world in
            try await world.addIntent("token", upstreamID: "tx-1", callbackURL: url)
            let intake = world.intake(order: order)
            await world.receive(body("completed", 2), token: "token", through: intake)
            let transport = FakeTransport(status: 200)
            let engine = world.engine(transport, { $0.order = order })
            try await world.running(engine) {
                try await eventually("the later one") { transport.calls.count == 1 }
                try await eventually("is recorded") {
                    try await world.deliveries(DeliveryFilter(status: .delivered)).count == 1
                }
                world.clock.advance(by: .milliseconds(10))
                let late = world.intake(order: order) { engine.wake($0) }
                await world.receive(body("confirming", 1), token: "token", through: late)
                try await eventually("the earlier one has ended") {
                    try await world.deliveries(DeliveryFilter(status: .pending)).isEmpty
                }
            }
            #expect(heard(by: transport) == expected)
            let statuses = try await world.deliveries().map(\.status)
            #expect(statuses == [order == .all ? .delivered : .superseded, .delivered])
            let sequences = try await world.deliveries().map(\.sequence)
            #expect(sequences[0] < sequences[1])
        }
    }
}
