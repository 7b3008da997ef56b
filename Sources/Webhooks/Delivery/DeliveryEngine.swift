import AuditLog
import Logging
import Policy
import Store
import Synchronization
import Threading

/// Empties the outbox: claims what is due, lane by lane, attempts it, and records how it ended.
///
/// A delivery is attempted at least once until a receiver takes it or its schedule is used up. What a crash left
/// claimed is attempted again: receivers drop duplicates by `webhook-id`.
package final class DeliveryEngine: Sendable {
    let database: any Database
    let scheduler: any Scheduler
    let policy: DeliveryPolicy
    let logger: Logger
    private let attempts: AttemptRunner
    private let laneScheduler: Mutex<LaneScheduler>
    private let signal = WakeSignal()
    private let control = Mutex(Control())

    private struct Control {
        var isDraining = false
        var needsRescan = true
        var idleWaiters: [CheckedContinuation<Void, Never>] = []
    }

    package init(
        database: any Database, directory: any WebhookDirectory, transport: any WebhookTransport,
        policy: DeliveryPolicy, reports: Reports, logger: Logger, scheduler: any Scheduler,
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.database = database
        self.scheduler = scheduler
        self.policy = policy
        self.logger = logger
        laneScheduler = Mutex(LaneScheduler(limits: policy.limits))
        attempts = AttemptRunner(
            database: database, directory: directory, transport: transport, policy: policy, reports: reports,
            logger: logger, scheduler: scheduler, generator: generator)
    }

    /// Something new is due in these lanes: the intake's call, and that of an operator's retry.
    package func wake(_ lanes: [DeliveryLane]) {
        let now = scheduler.now()
        laneScheduler.withLock { state in
            for lane in lanes { state.note(lane, dueAt: now, now: now) }
        }
        signal.wake()
    }

    /// Looks at every lane again.
    package func wake() {
        control.withLock { $0.needsRescan = true }
        signal.wake()
    }

    /// Attempts under way, and slots reserved for claims.
    package var inFlight: Int { laneScheduler.withLock { $0.inFlight } }

    /// Works until the task is cancelled. Call it once.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.repeatedly(every: DeliveryPolicy.rescanInterval) { self.wake() } }
            if policy.ownsDatabaseAlone { await releaseClaimsOfEarlierProcess() }
            while !Task.isCancelled {
                await rescanIfNeeded()
                let now = scheduler.now()
                let requests =
                    isDraining
                    ? [] : laneScheduler.withLock { $0.claims(now: now, lanesMax: DeliveryPolicy.lanesPerClaimMax) }
                if requests.isEmpty {
                    await sleepUntilWoken()
                } else {
                    for delivery in await claim(requests) {
                        group.addTask { await self.attempt(delivery) }
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Starts no further attempt and returns when those under way have ended, or `limit` is over.
    ///
    /// What was cut off keeps its claim, which ends with its lease or at the next start.
    package func drain(within limit: Duration) async {
        control.withLock { $0.isDraining = true }
        signal.wake()
        let timer = scheduler.start { [self] in
            do { try await scheduler.sleep(for: limit) } catch { return }
            resumeIdleWaiters()
        }
        await withCheckedContinuation { continuation in
            control.withLock { $0.idleWaiters.append(continuation) }
            resumeIfIdle()
        }
        timer.cancel()
    }

    private var isDraining: Bool { control.withLock { $0.isDraining } }

    private func resumeIfIdle() {
        let isIdle = laneScheduler.withLock { $0.isIdle }
        if isIdle, isDraining { resumeIdleWaiters() }
    }

    private func resumeIdleWaiters() {
        let waiters = control.withLock { control in
            defer { control.idleWaiters = [] }
            return control.idleWaiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

extension DeliveryEngine {
    private func repeatedly(every interval: Duration, _ work: @Sendable () async -> Void) async {
        while !Task.isCancelled {
            await work()
            do { try await scheduler.sleep(for: interval) } catch { return }
        }
    }

    private func sleepUntilWoken() async {
        let nextTimer = laneScheduler.withLock { $0.nextTimer }
        guard let next = nextTimer, !isDraining else { return await signal.wait() }
        let pause = scheduler.now().distance(to: next)
        guard pause > .zero else { return }
        let timer = scheduler.start { [scheduler, signal] in
            do { try await scheduler.sleep(for: pause) } catch { return }
            signal.wake()
        }
        await signal.wait()
        timer.cancel()
    }

    private func releaseClaimsOfEarlierProcess() async {
        let now = scheduler.now()
        do {
            let released = try await database.writeFromReserve {
                try DeliveryRepository.releaseAllClaims(at: now, in: $0)
            }
            if released > 0 {
                logger.notice("resuming deliveries of an earlier run", metadata: ["count": "\(released)"])
            }
        } catch {
            logger.error("claims of an earlier run could not be released", metadata: ["error": "\(error)"])
        }
    }

    private func rescanIfNeeded() async {
        let isDue = control.withLock { control in
            defer { control.needsRescan = false }
            return control.needsRescan
        }
        guard isDue else { return }
        do {
            let lanes = try await database.read { try DeliveryRepository.pendingLanes(in: $0) }
            let now = scheduler.now()
            laneScheduler.withLock { state in
                for (lane, dueAt) in lanes { state.note(lane, dueAt: dueAt, now: now) }
            }
        } catch {
            // The next interval tries again.
            logger.error("pending deliveries could not be read", metadata: ["error": "\(error)"])
        }
    }

    /// All lanes' claims in one commit.
    private func claim(_ requests: [LaneScheduler.Request]) async -> [ClaimedDelivery] {
        let now = scheduler.now()
        let leaseUntil = now.advanced(by: policy.lease)
        let claim = DeliveryClaim.make(at: now)
        do {
            let claims = try await database.write { writer in
                try requests.map { request in
                    try DeliveryRepository.claim(
                        lane: request.lane, limit: request.limit, claim: claim, leaseUntil: leaseUntil, now: now,
                        in: writer)
                }
            }
            laneScheduler.withLock { state in
                for (request, claim) in zip(requests, claims) {
                    state.claimed(
                        request, count: claim.deliveries.count, nextDueAt: claim.nextDueAt, now: now)
                }
            }
            resumeIfIdle()
            return claims.flatMap(\.deliveries)
        } catch {
            logger.error("deliveries could not be claimed", metadata: ["error": "\(error)"])
            let retryAt = now.advanced(by: DeliveryPolicy.storeRetryPause)
            laneScheduler.withLock { state in
                for request in requests { state.claimFailed(request, retryAt: retryAt, now: now) }
            }
            resumeIfIdle()
            return []
        }
    }

    private func attempt(_ delivery: ClaimedDelivery) async {
        let end = await attempts.run(delivery)
        laneScheduler.withLock {
            $0.finished(delivery.lane, end.ofAttempt, dueAt: end.nextAttemptAt, now: scheduler.now())
        }
        signal.wake()
        resumeIfIdle()
    }
}
