import Policy
import Store
import TestSupport
import Testing

@testable import Webhooks

struct LaneSchedulerTests {
    private let now = TestTenants.startedAt
    private let tenants = (0..<5).map { _ in TenantID.make(at: TestTenants.startedAt) }

    private func lane(_ tenant: Int, _ name: String = "a") -> DeliveryLane {
        DeliveryLane(tenantID: tenants[tenant], name: name)
    }

    @Test func startsWithOneAndDoublesWithSuccess() {
        var scheduler = LaneScheduler(limits: .init(lane: 4, tenant: 32, total: 64))
        var windows: [Int] = []
        for _ in 0..<4 {
            scheduler.note(lane(0), dueAt: now, now: now)
            let requests = scheduler.claims(now: now)
            windows += requests.map(\.limit)
            for request in requests {
                scheduler.claimed(request, count: request.limit, nextDueAt: now, now: now)
                for _ in 0..<request.limit { scheduler.finished(request.lane, .succeeded, dueAt: nil, now: now) }
            }
        }
        #expect(windows == [1, 2, 4, 4])
        let requests = scheduler.claims(now: now)
        scheduler.claimed(requests[0], count: 4, nextDueAt: now, now: now)
        scheduler.finished(lane(0), .failed, dueAt: nil, now: now)
        for _ in 0..<3 { scheduler.finished(lane(0), .notTried, dueAt: nil, now: now) }
        #expect(scheduler.claims(now: now).map(\.limit) == [1])
    }

    @Test func waitsForItsTime() {
        var scheduler = LaneScheduler(limits: .init())
        let later = now.advanced(by: .seconds(5))
        scheduler.note(lane(0), dueAt: later, now: now)
        #expect(scheduler.claims(now: now).isEmpty)
        #expect(scheduler.nextTimer == later)
        #expect(scheduler.claims(now: later).map(\.lane) == [lane(0)])
    }

    @Test func anIdleLaneIsForgotten() {
        var scheduler = LaneScheduler(limits: .init())
        scheduler.note(lane(0), dueAt: now, now: now)
        let request = scheduler.claims(now: now)[0]
        scheduler.claimed(request, count: 0, nextDueAt: nil, now: now)
        #expect(scheduler.laneCount == 0)
        #expect(scheduler.isIdle)
    }

    @Test func tenantsTakeTurns() {
        var scheduler = LaneScheduler(limits: .init(lane: 1, tenant: 10, total: 6))
        for name in 0..<20 { scheduler.note(lane(0, "\(name)"), dueAt: now, now: now) }
        for tenant in 1..<5 { scheduler.note(lane(tenant), dueAt: now, now: now) }
        let counts = Dictionary(grouping: scheduler.claims(now: now), by: \.lane.tenantID).mapValues(\.count)
        #expect(counts == [tenants[0]: 2, tenants[1]: 1, tenants[2]: 1, tenants[3]: 1, tenants[4]: 1])
    }

    @Test func givesOutClaimsInPortions() {
        var scheduler = LaneScheduler(limits: .init())
        for name in 0..<5 { scheduler.note(lane(0, "\(name)"), dueAt: now, now: now) }
        let portions = (0..<4).map { _ in scheduler.claims(now: now, lanesMax: 2).map(\.lane.name) }
        #expect(portions == [["0", "1"], ["2", "3"], ["4"], []])
    }

    @Test func failingLanesKeepToHalf() {
        var scheduler = LaneScheduler(limits: .init(lane: 4, tenant: 100, total: 10))
        for name in 0..<10 {
            scheduler.note(lane(0, "\(name)"), dueAt: now, now: now)
            let request = scheduler.claims(now: now)[0]
            scheduler.claimed(request, count: 1, nextDueAt: now, now: now)
            scheduler.finished(request.lane, .failed, dueAt: now.advanced(by: .seconds(1)), now: now)
            // Take its queued turn away again, so that the next round starts from nothing.
            for request in scheduler.claims(now: now) {
                scheduler.claimed(
                    request, count: 0, nextDueAt: now.advanced(by: .seconds(1)), now: now)
            }
        }
        let later = now.advanced(by: .seconds(1))
        let failing = scheduler.claims(now: later)
        #expect(failing.count == 5)
        scheduler.note(lane(1), dueAt: later, now: later)
        #expect(scheduler.claims(now: later).map(\.lane) == [lane(1)])
        for request in failing {
            scheduler.claimed(request, count: 1, nextDueAt: nil, now: later)
            scheduler.finished(request.lane, .failed, dueAt: nil, now: later)
        }
        #expect(scheduler.claims(now: later).count == 5)
    }

    @Test func whatWaitedForOneIsLookedForWhenItFinishes() {
        var scheduler = LaneScheduler(limits: .init())
        scheduler.note(lane(0), dueAt: now, now: now)
        let request = scheduler.claims(now: now)[0]
        // Also where the claim's answer is the later of the two.
        scheduler.finished(lane(0), .succeeded, dueAt: now, now: now)
        scheduler.claimed(request, count: 1, nextDueAt: nil, now: now)
        #expect(scheduler.claims(now: now).map(\.lane) == [lane(0)])
    }

    @Test func aFailedClaimComesBack() {
        var scheduler = LaneScheduler(limits: .init())
        scheduler.note(lane(0), dueAt: now, now: now)
        let request = scheduler.claims(now: now)[0]
        let later = now.advanced(by: .seconds(1))
        scheduler.claimFailed(request, retryAt: later, now: now)
        #expect(scheduler.isIdle)
        #expect(scheduler.claims(now: now).isEmpty)
        #expect(scheduler.claims(now: later).count == 1)
    }

    @Test func noticesDuringAClaimAreNotLost() {
        var scheduler = LaneScheduler(limits: .init())
        scheduler.note(lane(0), dueAt: now, now: now)
        let request = scheduler.claims(now: now)[0]
        scheduler.note(lane(0), dueAt: now, now: now)
        #expect(scheduler.claims(now: now).isEmpty)
        scheduler.claimed(request, count: 0, nextDueAt: nil, now: now)
        #expect(scheduler.claims(now: now).map(\.lane) == [lane(0)])
    }
}
