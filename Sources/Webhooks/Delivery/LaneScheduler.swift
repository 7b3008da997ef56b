import Policy
import Store

/// Decides which lanes may claim how many deliveries, and when to look again. A pure value: times come in as arguments.
///
/// A lane starts with one attempt at a time and doubles with each success up to `Limits.lane`; a failure takes it back
/// to one. Lanes whose last attempt failed may together hold half of all slots at most. So a receiver that hangs costs
/// one slot, however much waits for it, and a thousand of them leave the others half of everything. Tenants take
/// turns, and so do the lanes of each tenant.
package struct LaneScheduler: Sendable {
    package struct Limits: Hashable, Sendable {
        /// Attempts at the same time, each at least 1: per lane, per tenant, and in all.
        package var lane: Int
        package var tenant: Int
        package var total: Int

        package init(lane: Int = 4, tenant: Int = 32, total: Int = 512) {
            self.lane = max(lane, 1)
            self.tenant = max(tenant, 1)
            self.total = max(total, 1)
        }

        var failing: Int { max(total / 2, 1) }
    }

    package struct Request: Hashable, Sendable {
        package let lane: DeliveryLane
        package let limit: Int
    }

    package enum End: Hashable, Sendable {
        case succeeded
        case failed
        /// No attempt was made: it says nothing about the receiver.
        case notTried
    }

    package let limits: Limits
    /// Attempts under way and slots reserved for claims under way.
    package private(set) var inFlight = 0
    package private(set) var failingInFlight = 0

    private var lanes: [DeliveryLane: Lane] = [:]
    private var tenants: [TenantID: Tenant] = [:]
    private var turns = RingQueue<TenantID>()
    /// Failing lanes that wait for one of their class to finish.
    private var parked = RingQueue<DeliveryLane>()
    private var timers = TimerQueue<DeliveryLane, Timestamp>()

    private struct Lane {
        var inFlight = 0
        var window = 1
        var isFailing = false
        /// The earliest time at which there is something to claim, as far as is known.
        var dueAt: Timestamp?
        var isQueued = false
        var isClaiming = false
    }

    private struct Tenant {
        var inFlight = 0
        var ready = RingQueue<DeliveryLane>()
        var hasTurn = false
    }

    package init(limits: Limits) { self.limits = limits }

    /// When `claims(now:)` may next have something to give because of time alone.
    package var nextTimer: Timestamp? { timers.first?.time }

    package var isIdle: Bool { inFlight == 0 }

    /// Lanes in memory: those with something pending or under way.
    package var laneCount: Int { lanes.count }

    /// There is something to claim in `lane` from `dueAt` on.
    package mutating func note(_ lane: DeliveryLane, dueAt: Timestamp, now: Timestamp) {
        let known = lanes[lane, default: Lane()].dueAt
        if let known, known <= dueAt { return }
        lanes[lane, default: Lane()].dueAt = dueAt
        if dueAt <= now {
            enqueue(lane)
        } else {
            timers.insert(lane, at: dueAt)
        }
    }

    /// What to claim now, from `lanesMax` lanes at most. The slots are reserved; each request must be answered by
    /// `claimed` or `claimFailed`. Ask again while there are any.
    package mutating func claims(now: Timestamp, lanesMax: Int = .max) -> [Request] {
        promoteTimers(now: now)
        var requests: [Request] = []
        while inFlight < limits.total, requests.count < lanesMax, let tenantID = turns.popFirst() {
            tenants[tenantID]?.hasTurn = false
            if let request = nextRequest(of: tenantID) { requests.append(request) }
            giveTurn(to: tenantID)
            forgetIfIdle(tenantID)
        }
        return requests
    }

    private mutating func promoteTimers(now: Timestamp) {
        while let timer = timers.first, timer.time <= now {
            timers.removeFirst()
            if lanes[timer.element]?.dueAt == timer.time { enqueue(timer.element) }
        }
    }

    /// The first of the tenant's ready lanes that has a free slot. Lanes without one leave the queue: `finished`
    /// brings them back.
    private mutating func nextRequest(of tenantID: TenantID) -> Request? {
        guard var tenant = tenants[tenantID] else { return nil }
        defer { tenants[tenantID] = tenant }
        while tenant.inFlight < limits.tenant, let name = tenant.ready.popFirst() {
            guard var lane = lanes[name] else { continue }
            lane.isQueued = false
            defer { lanes[name] = lane }
            guard lane.dueAt != nil, !lane.isClaiming else { continue }
            var free = min(lane.window - lane.inFlight, limits.tenant - tenant.inFlight, limits.total - inFlight)
            if lane.isFailing, free > 0 {
                free = min(free, limits.failing - failingInFlight)
                if free <= 0 {
                    lane.isQueued = true
                    parked.append(name)
                }
            }
            guard free > 0 else { continue }
            lane.isClaiming = true
            lane.dueAt = nil
            reserve(free, lane: &lane, tenant: &tenant)
            return Request(lane: name, limit: free)
        }
        return nil
    }

    /// The answer to a request: how many were claimed, and what the lane's rows said of the rest.
    package mutating func claimed(_ request: Request, count: Int, nextDueAt: Timestamp?, now: Timestamp) {
        release(request.limit - count, of: request.lane)
        lanes[request.lane]?.isClaiming = false
        if let nextDueAt { note(request.lane, dueAt: nextDueAt, now: now) }
        settle(request.lane)
        unpark()
    }

    /// The claim could not be made: nothing was claimed, and the lane is due again at `retryAt`.
    package mutating func claimFailed(_ request: Request, retryAt: Timestamp, now: Timestamp) {
        release(request.limit, of: request.lane)
        lanes[request.lane]?.isClaiming = false
        note(request.lane, dueAt: retryAt, now: now)
        settle(request.lane)
        unpark()
    }

    /// One claimed delivery of the lane is done with; `dueAt` is when it, or one that waited for it, is due.
    package mutating func finished(_ name: DeliveryLane, _ end: End, dueAt: Timestamp?, now: Timestamp) {
        release(1, of: name)
        switch end {
        case .succeeded:
            setFailing(false, name)
            let window = lanes[name]?.window ?? 1
            lanes[name]?.window = min(window * 2, limits.lane)
        case .failed:
            setFailing(true, name)
            lanes[name]?.window = 1
        case .notTried:
            break
        }
        if let dueAt { note(name, dueAt: dueAt, now: now) }
        settle(name)
        unpark()
    }

    private mutating func unpark() {
        for _ in 0..<max(limits.failing - failingInFlight, 0) {
            guard let waiting = parked.popFirst() else { return }
            lanes[waiting]?.isQueued = false
            settle(waiting)
        }
    }

    private mutating func reserve(_ count: Int, lane: inout Lane, tenant: inout Tenant) {
        lane.inFlight += count
        tenant.inFlight += count
        inFlight += count
        if lane.isFailing { failingInFlight += count }
    }

    private mutating func release(_ count: Int, of name: DeliveryLane) {
        guard var lane = lanes[name] else { return }
        lane.inFlight -= count
        lanes[name] = lane
        tenants[name.tenantID]?.inFlight -= count
        inFlight -= count
        if lane.isFailing { failingInFlight -= count }
        giveTurn(to: name.tenantID)
    }

    private mutating func setFailing(_ isFailing: Bool, _ name: DeliveryLane) {
        guard var lane = lanes[name], lane.isFailing != isFailing else { return }
        lane.isFailing = isFailing
        lanes[name] = lane
        failingInFlight += isFailing ? lane.inFlight : -lane.inFlight
    }

    /// Queues the lane again when it has something that is not waiting for a timer, or forgets it when it has nothing.
    private mutating func settle(_ name: DeliveryLane) {
        guard let lane = lanes[name] else { return }
        if let dueAt = lane.dueAt {
            if !timers.contains(name, at: dueAt) { enqueue(name) }
        } else if lane.inFlight == 0, !lane.isClaiming, !lane.isQueued {
            lanes[name] = nil
            forgetIfIdle(name.tenantID)
        }
    }

    private mutating func forgetIfIdle(_ tenantID: TenantID) {
        guard let tenant = tenants[tenantID], tenant.inFlight == 0, tenant.ready.isEmpty, !tenant.hasTurn else {
            return
        }
        tenants[tenantID] = nil
    }

    private mutating func enqueue(_ name: DeliveryLane) {
        guard lanes[name]?.isQueued == false else { return }
        lanes[name]?.isQueued = true
        tenants[name.tenantID, default: Tenant()].ready.append(name)
        giveTurn(to: name.tenantID)
    }

    private mutating func giveTurn(to tenantID: TenantID) {
        guard let tenant = tenants[tenantID], !tenant.hasTurn, !tenant.ready.isEmpty, tenant.inFlight < limits.tenant
        else { return }
        tenants[tenantID]?.hasTurn = true
        turns.append(tenantID)
    }
}
