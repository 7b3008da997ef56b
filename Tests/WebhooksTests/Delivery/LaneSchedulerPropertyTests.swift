import Policy
import Store
import TestSupport
import Testing

@testable import Webhooks

/// Random receivers against a model of the outbox: no bound is ever broken, and everything is delivered in the end.
struct LaneSchedulerPropertyTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private struct Model {
        var now = TestTenants.startedAt
        var scheduler: LaneScheduler
        var generator: Generator
        /// Per lane, when each waiting delivery is due.
        var waiting: [DeliveryLane: [Timestamp]] = [:]
        var underWay: [DeliveryLane] = []
        var delivered = 0
        var idleRounds = 0

        mutating func add(_ lane: DeliveryLane) {
            waiting[lane, default: []].append(now)
            scheduler.note(lane, dueAt: now, now: now)
        }

        mutating func claim() {
            for request in scheduler.claims(now: now) {
                if Int.random(in: 0..<20, using: &generator) == 0 {
                    scheduler.claimFailed(request, retryAt: now.advanced(by: .seconds(1)), now: now)
                    continue
                }
                var due = waiting[request.lane, default: []].filter { $0 <= now }
                let later = waiting[request.lane, default: []].filter { $0 > now }
                let taken = min(due.count, request.limit)
                due.removeFirst(taken)
                waiting[request.lane] = due + later
                underWay += Array(repeating: request.lane, count: taken)
                scheduler.claimed(
                    request, count: taken, nextDueAt: (due + later).min(), now: now)
            }
        }

        mutating func finishOne() {
            guard !underWay.isEmpty else { return }
            let lane = underWay.remove(at: Int.random(in: 0..<underWay.count, using: &generator))
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<3:
                let again = now.advanced(by: .milliseconds(Int64.random(in: 0...5000, using: &generator)))
                waiting[lane, default: []].append(again)
                scheduler.finished(lane, .failed, dueAt: again, now: now)
            case 3:
                waiting[lane, default: []].append(now)
                scheduler.finished(lane, .notTried, dueAt: now, now: now)
            default:
                delivered += 1
                scheduler.finished(lane, .succeeded, dueAt: nil, now: now)
            }
        }

        func check(_ limits: LaneScheduler.Limits, seed: UInt64) {
            let perLane = Dictionary(grouping: underWay) { $0 }.mapValues(\.count)
            let perTenant = Dictionary(grouping: underWay, by: \.tenantID).mapValues(\.count)
            #expect(perLane.values.allSatisfy { $0 <= limits.lane }, "seed \(seed)")
            #expect(perTenant.values.allSatisfy { $0 <= limits.tenant }, "seed \(seed)")
            #expect(underWay.count <= limits.total, "seed \(seed)")
            #expect(scheduler.inFlight == underWay.count, "seed \(seed)")
            #expect((0...underWay.count).contains(scheduler.failingInFlight), "seed \(seed)")
        }
    }

    @Test func keepsEveryBoundAndDeliversEverything() throws {
        for _ in 0..<60 {
            let seed = UInt64.random(in: .min ... .max)
            var generator = Generator(state: seed)
            let limits = LaneScheduler.Limits(
                lane: Int.random(in: 1...5, using: &generator), tenant: Int.random(in: 1...8, using: &generator),
                total: Int.random(in: 1...12, using: &generator))
            let lanes = (0..<6).flatMap { _ in
                let tenantID = TenantID(at: TestTenants.startedAt, using: &generator)
                return (0..<3).map { DeliveryLane(tenantID: tenantID, name: "\($0)") }
            }
            var model = Model(scheduler: LaneScheduler(limits: limits), generator: generator)
            var toAdd = 200
            var steps = 0
            while model.delivered < 200 {
                steps += 1
                try #require(steps < 20_000, "stuck, seed \(seed)")
                if toAdd > 0, Bool.random(using: &model.generator) {
                    toAdd -= 1
                    model.add(lanes[Int.random(in: 0..<lanes.count, using: &model.generator)])
                }
                model.claim()
                model.check(limits, seed: seed)
                if Bool.random(using: &model.generator) { model.finishOne() }
                if model.underWay.isEmpty, toAdd == 0 {
                    // Nothing else can happen before the next timer: that it exists is what is tested.
                    let timer = model.scheduler.nextTimer
                    if model.delivered < 200, let timer { model.now = max(model.now, timer) }
                } else if Int.random(in: 0..<4, using: &model.generator) == 0 {
                    model.now = model.now.advanced(by: .milliseconds(100))
                }
            }
            #expect(model.scheduler.isIdle, "seed \(seed)")
            #expect(model.scheduler.failingInFlight == 0, "seed \(seed)")
        }
    }
}
