import AuditLog
import HTTPWire
import Logging
import Policy
import Store
import Transport

/// Ends doubts: asks the upstream about every intent whose outcome is not known, until it is. It reads and never
/// writes there; what the upstream does not show is asked for again, and no key is freed because of it.
package final class OutcomeResolver: Sendable {
    private let journal: ResolutionJournal
    private let directory: TenantDirectory
    private let upstreams: UpstreamRegistry
    private let audit: any AuditTrail
    private let policy: ResolutionPolicy
    private let scheduler: any Scheduler
    private let logger: Logger

    package init(
        database: any Database, directory: TenantDirectory, upstreams: UpstreamRegistry, audit: any AuditTrail,
        policy: ResolutionPolicy, scheduler: any Scheduler, logger: Logger
    ) {
        self.journal = ResolutionJournal(database: database)
        self.directory = directory
        self.upstreams = upstreams
        self.audit = audit
        self.policy = policy
        self.scheduler = scheduler
        self.logger = logger
    }

    /// Runs until its task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            let count: Int
            do { count = try await resolveDue() } catch {
                logger.warning("unknown outcomes could not be looked for", metadata: ["reason": "\(error)"])
                count = 0
            }
            guard count < ResolutionPolicy.questionsAtOnceMax else { continue }
            try? await scheduler.sleep(for: ResolutionPolicy.pollInterval)
        }
    }

    /// Asks what is due, a few at once.
    ///
    /// - Returns: how many intents were asked about.
    private func resolveDue() async throws -> Int {
        let now = scheduler.now()
        let claimed = try await journal.claim(
            dueAt: now, until: now.advanced(by: policy.lease), limit: ResolutionPolicy.questionsAtOnceMax)
        await withTaskGroup(of: Void.self) { group in
            for resolution in claimed { group.addTask { await self.resolve(resolution) } }
        }
        return claimed.count
    }

    private func resolve(_ claimed: ClaimedResolution) async {
        let step = await ask(claimed)
        let now = scheduler.now()
        var generator = SystemRandomNumberGenerator()
        let next = now.advanced(by: policy.schedule.pause(afterAttempt: claimed.attempt, using: &generator))
        do {
            report(
                try await journal.apply(step, to: claimed.intent.id, nextQuestionAt: next, at: now), claimed.intent,
                at: now)
        } catch {
            logger.warning(
                "a resolution could not be stored",
                metadata: ["intent": "\(claimed.intent.id)", "reason": "\(error)"])
        }
    }

    private func ask(_ claimed: ClaimedResolution) async -> ResolutionStep {
        let intent = claimed.intent
        let dialect = directory.current.credentials[intent.credentialID]?.dialect ?? UpstreamDialect()
        guard
            let question = ResolutionQuestion(
                upstreamID: intent.upstreamID, reference: intent.id.description,
                listsByReference: dialect.listsByReference)
        else {
            return .askAgain(finding: "only a webhook or an operator can tell", isContradiction: false)
        }
        guard let upstream = upstreams.upstream(of: intent.credentialID) else {
            return .askAgain(finding: "the credential is disabled", isContradiction: false)
        }
        do throws(UpstreamInquiry.Unanswered) {
            let inquiry = UpstreamInquiry(upstream: upstream, deadlines: policy.deadlines)
            let answer = try await inquiry.ask(question, about: intent)
            return ResolutionStep(answer, to: question, attempt: claimed.attempt)
        } catch {
            return .askAgain(finding: error.reason, isContradiction: false)
        }
    }

    private func report(_ result: ResolutionJournal.Result, _ intent: Intent, at now: Timestamp) {
        switch result {
        case .overtaken: break
        case .proven(let upstreamID): record("resolution: effect proven", intent, upstreamID, at: now)
        case .settled(let upstreamID): record("resolution: succeeded", intent, upstreamID, at: now)
        case .waiting(let finding, let isContradiction):
            logger.log(
                level: isContradiction ? .critical : .debug, "an outcome stays unknown",
                metadata: ["intent": "\(intent.id)", "finding": "\(finding)"])
        }
    }

    private func record(_ outcome: String, _ intent: Intent, _ upstreamID: String, at now: Timestamp) {
        audit.append(
            AuditRecord(
                kind: .system, at: now, tenantID: intent.tenantID, outcome: outcome, intentID: intent.id,
                upstreamID: upstreamID))
        logger.notice("an outcome was resolved", metadata: ["intent": "\(intent.id)", "outcome": "\(outcome)"])
    }
}
