import AuditLog
import Logging
import Policy
import Store
import Synchronization
import Threading

/// One attempt at one claimed delivery: sign, send, judge, record.
final class AttemptRunner: Sendable {
    /// What the scheduler needs to know of it.
    struct End: Hashable, Sendable {
        let ofAttempt: LaneScheduler.End
        let nextAttemptAt: Timestamp?
    }

    /// Receivers' and resolvers' words, cut to what a list can show.
    static let errorCharactersMax = 200

    private let database: any Database
    private let directory: any WebhookDirectory
    private let transport: any WebhookTransport
    private let policy: DeliveryPolicy
    private let reports: Reports
    private let logger: Logger
    private let scheduler: any Scheduler
    private let generator: Mutex<any RandomNumberGenerator & Sendable>

    init(
        database: any Database, directory: any WebhookDirectory, transport: any WebhookTransport,
        policy: DeliveryPolicy, reports: Reports, logger: Logger, scheduler: any Scheduler,
        generator: any RandomNumberGenerator & Sendable
    ) {
        self.database = database
        self.directory = directory
        self.transport = transport
        self.policy = policy
        self.reports = reports
        self.logger = logger
        self.scheduler = scheduler
        self.generator = Mutex(generator)
    }

    func run(_ delivery: ClaimedDelivery) async -> End {
        let startedAt = scheduler.now()
        guard startedAt.advanced(by: policy.attemptTimeout) < delivery.leaseUntil else {
            return await postpone(delivery, until: startedAt, reason: "the claim was too old to start an attempt")
        }
        guard directory.isActive(delivery.tenantID) else {
            return await hold(delivery, at: startedAt)
        }
        let begin = scheduler.monotonicNanoseconds()
        let answer = await send(delivery, at: startedAt)
        let microseconds = Int64((scheduler.monotonicNanoseconds() - begin) / 1000)
        if Task.isCancelled, !answer.isAnswer { return End(ofAttempt: .notTried, nextAttemptAt: nil) }
        let (result, verdict) = judge(answer, of: delivery, startedAt: startedAt, microseconds: microseconds)
        guard let completion = await record(result, verdict, of: delivery) else {
            return End(ofAttempt: .notTried, nextAttemptAt: nil)
        }
        reports.tell(report(of: delivery, result, answer, completion))
        return End(
            ofAttempt: result.next == .delivered ? .succeeded : .failed, nextAttemptAt: completion.nextDueAt)
    }

    private func send(_ delivery: ClaimedDelivery, at now: Timestamp) async -> WebhookAnswer {
        let url: CallbackURL
        do throws(CallbackURLError) {
            url = try CallbackURL(parsing: delivery.url, allowInsecure: policy.callbacks.allowInsecure)
        } catch {
            return .failed(reason: error.description)
        }
        guard let signing = directory.webhookSigning(of: delivery.tenantID, at: now) else {
            return .failed(reason: "the tenant has no webhook secret")
        }
        let fields = DeliveryHeaders.make(
            body: delivery.body, eventID: delivery.eventID, sequence: delivery.sequence, attemptedAt: now,
            signing: signing)
        return await transport.deliver(
            WebhookCall(tenantID: delivery.tenantID, url: url, fields: fields, body: delivery.body),
            within: policy.attemptTimeout)
    }

    private func judge(
        _ answer: WebhookAnswer, of delivery: ClaimedDelivery, startedAt: Timestamp, microseconds: Int64
    ) -> (AttemptResult, DeliveryVerdict) {
        let now = scheduler.now()
        let end: DeliveryEnd
        let status: Int?
        var error: String?
        switch answer {
        case .answered(let code, let retryAfter, _):
            end = .answered(status: code, retryAfter: retryAfter.flatMap { RetryAfter.parse($0, now: now) })
            status = code
            error = (200...299).contains(code) ? nil : "status \(code)"
        case .failed(let reason), .refused(let reason):
            end = .failed
            status = nil
            error = String(reason.prefix(Self.errorCharactersMax))
        }
        let verdict = generator.withLock { generator in
            var source = generator
            defer { generator = source }
            return DeliveryVerdict.judge(
                end, attempt: delivery.scheduleStep + 1, schedule: policy.schedule, using: &source)
        }
        let next: AttemptResult.Next =
            switch verdict {
            case .delivered: .delivered
            case .retry(let pause): .retry(at: now.advanced(by: pause))
            case .exhausted, .gone: .dead
            }
        let result = AttemptResult(
            startedAt: startedAt, durationMicroseconds: microseconds, status: status, error: error,
            next: next)
        return (result, verdict)
    }

    /// Tries for as long as the claim lasts: what was delivered must not be delivered again because the store was busy.
    ///
    /// - Returns: `nil` when the claim was lost, or the store refused until it ended.
    private func record(
        _ result: AttemptResult, _ verdict: DeliveryVerdict, of delivery: ClaimedDelivery
    ) async -> AttemptCompletion? {
        let (now, order) = (scheduler.now(), policy.order)
        while scheduler.now() < delivery.leaseUntil {
            do {
                let completion = try await database.writeFromReserve { writer in
                    let completion = try DeliveryRepository.complete(
                        delivery, result, order: order, at: now, in: writer)
                    if completion != nil, verdict == .gone, let endpointID = delivery.endpointID {
                        try Self.disable(endpointID, of: delivery.tenantID, at: now, in: writer)
                    }
                    return completion
                }
                if completion == nil {
                    logger.notice("a delivery's claim was lost", metadata: ["delivery": "\(delivery.id)"])
                }
                return completion
            } catch {
                logger.error(
                    "an attempt could not be recorded", metadata: ["delivery": "\(delivery.id)", "error": "\(error)"])
                do { try await scheduler.sleep(for: DeliveryPolicy.storeRetryPause) } catch { return nil }
            }
        }
        return nil
    }

    private static func disable(
        _ endpointID: EndpointID, of tenantID: TenantID, at now: Timestamp, in writer: any SQLWriter
    ) throws {
        try EndpointRepository.setEnabled(false, endpoint: endpointID, of: tenantID, in: writer)
        try DeliveryRepository.abandon(
            endpoint: endpointID, of: tenantID, reason: "the endpoint answered 410 and was disabled", at: now,
            in: writer)
    }

    private func postpone(_ delivery: ClaimedDelivery, until next: Timestamp, reason: String) async -> End {
        do {
            _ = try await database.writeFromReserve {
                try DeliveryRepository.postpone(delivery, until: next, reason: reason, in: $0)
            }
            return End(ofAttempt: .notTried, nextAttemptAt: next)
        } catch {
            logger.error(
                "a delivery could not be put back", metadata: ["delivery": "\(delivery.id)", "error": "\(error)"])
            return End(ofAttempt: .notTried, nextAttemptAt: delivery.leaseUntil)
        }
    }

    private func hold(_ delivery: ClaimedDelivery, at now: Timestamp) async -> End {
        do {
            let dueAt = try await database.writeFromReserve {
                try DeliveryRepository.hold(
                    delivery, until: now.advanced(by: DeliveryPolicy.suspendedPause),
                    soon: now.advanced(by: DeliveryPolicy.resumedPause), in: $0)
            }
            return End(ofAttempt: .notTried, nextAttemptAt: dueAt)
        } catch {
            logger.error(
                "a delivery could not be put back", metadata: ["delivery": "\(delivery.id)", "error": "\(error)"])
            return End(ofAttempt: .notTried, nextAttemptAt: delivery.leaseUntil)
        }
    }

    private func report(
        of delivery: ClaimedDelivery, _ result: AttemptResult, _ answer: WebhookAnswer,
        _ completion: AttemptCompletion
    ) -> AttemptReport {
        let end: AttemptReport.End =
            switch (result.next, answer) {
            case (.delivered, _): .delivered
            case (.dead, _): .dead
            case (.retry, _) where completion.isSuperseded: .superseded
            case (.retry(let next), .refused): .addressRefused(next: next)
            case (.retry(let next), _): .failed(next: next)
            }
        return AttemptReport(
            deliveryID: delivery.id, eventID: delivery.eventID, tenantID: delivery.tenantID,
            intentID: delivery.intentID, lane: delivery.lane.name, attempt: Int(delivery.attempts) + 1,
            isFirstOfSchedule: delivery.scheduleStep == 0, startedAt: result.startedAt,
            durationMicroseconds: result.durationMicroseconds, status: result.status, error: result.error,
            answerCut: answer.cut, end: end)
    }
}
