import AuditLog
import HTTPWire
import Logging
import Policy
import Store
import Synchronization
import Transport

/// Ends doubts: asks the upstream about every intent whose outcome is not known, until it is. It reads and never
/// writes there; what the upstream does not show is asked for again, and no key is freed because of it.
package final class OutcomeResolver: Sendable {
    private let journal: ResolutionJournal
    private let directory: TenantDirectory
    private let upstreams: UpstreamRegistry
    private let audit: any AuditTrail
    private let policy: @Sendable () -> ResolutionPolicy
    /// Accounts that are being asked.
    private let busy = Mutex<Set<CredentialID>>([])
    private let scheduler: any Scheduler
    private let logger: Logger

    /// - Parameter policy: the one in force, asked for anew for each question.
    package init(
        database: any Database, directory: TenantDirectory, upstreams: UpstreamRegistry, audit: any AuditTrail,
        policy: @escaping @Sendable () -> ResolutionPolicy, scheduler: any Scheduler, logger: Logger
    ) {
        self.journal = ResolutionJournal(database: database)
        self.directory = directory
        self.upstreams = upstreams
        self.audit = audit
        self.policy = policy
        self.scheduler = scheduler
        self.logger = logger
    }

    /// Runs until its task is cancelled, and the questions under way have ended.
    package func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for credentialID in await takeIdle() {
                    group.addTask {
                        await self.resolveDue(of: credentialID)
                        self.busy.withLock { _ = $0.remove(credentialID) }
                    }
                }
                try? await scheduler.sleep(for: ResolutionPolicy.pollInterval)
            }
        }
    }

    /// Accounts that something is to be asked of, and that are not being asked: each answers or hangs on its own.
    private func takeIdle() async -> [CredentialID] {
        do {
            let due = try await journal.due(directory.credentials.map(\.id), at: scheduler.now())
            return busy.withLock { busy in due.filter { busy.insert($0).inserted } }
        } catch {
            logger.warning("unknown outcomes could not be looked for", metadata: ["reason": "\(error)"])
            return []
        }
    }

    /// Asks one account all that is due, a few at once.
    private func resolveDue(of credentialID: CredentialID) async {
        do {
            while !Task.isCancelled {
                let (policy, now) = (policy(), scheduler.now())
                let claimed = try await journal.claim(
                    of: credentialID, dueAt: now, until: now.advanced(by: policy.lease),
                    limit: ResolutionPolicy.questionsAtOnceMax)
                await withDiscardingTaskGroup { group in
                    for resolution in claimed { group.addTask { await self.resolve(resolution, policy) } }
                }
                guard claimed.count == ResolutionPolicy.questionsAtOnceMax else { return }
            }
        } catch {
            logger.warning(
                "unknown outcomes could not be claimed",
                metadata: ["credential": "\(credentialID)", "reason": "\(error)"])
        }
    }

    private func resolve(_ claimed: ClaimedResolution, _ policy: ResolutionPolicy) async {
        let step = await ask(claimed, policy)
        let now = scheduler.now()
        var generator = SystemRandomNumberGenerator()
        let next = now.advanced(by: policy.schedule.pause(afterAttempt: claimed.attempt, using: &generator))
        do {
            report(
                try await journal.apply(step, to: claimed.intent, nextQuestionAt: next, at: now), claimed.intent,
                at: now)
        } catch {
            logger.warning(
                "a resolution could not be stored",
                metadata: ["intent": "\(claimed.intent.id)", "reason": "\(error)"])
        }
    }

    private func ask(_ claimed: ClaimedResolution, _ policy: ResolutionPolicy) async -> ResolutionStep {
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
        case .overtaken, .observed: break
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
