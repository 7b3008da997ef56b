import Threading
import AuditLog
import HTTPWire
import Logging
import Policy
import Store
import Synchronization
import Transport

/// Closes loops: asks the upstream about every write whose outcome nobody read, and about every payment and withdrawal
/// that should have moved and of which nothing was heard. It reads and never writes there; what the upstream does not
/// show is asked for again, and nothing is freed because of it.
///
/// One budget an account bounds all of it, and one page of the account's list answers for a hundred questions.
package final class Sweeper: Sendable {
    private let journal: SweepJournal
    private let directory: TenantDirectory
    private let upstreams: UpstreamRegistry
    private let audit: any AuditTrail
    private let policy: @Sendable () -> SweepPolicy
    private let accounts = Mutex<[AccountID: SweepAccount]>([:])
    private let scheduler: any Scheduler
    private let logger: Logger

    /// - Parameter policy: the one in force, asked for anew for each question.
    package init(
        database: any Database, directory: TenantDirectory, upstreams: UpstreamRegistry, audit: any AuditTrail,
        policy: @escaping @Sendable () -> SweepPolicy, scheduler: any Scheduler, logger: Logger
    ) {
        self.journal = SweepJournal(database: database)
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
                for upstream in await takeIdle() {
                    group.addTask {
                        await self.askDue(of: upstream)
                        self.account(upstream.account.id).end()
                    }
                }
                try? await scheduler.sleep(for: SweepPolicy.pollInterval)
            }
        }
    }

    /// Accounts that something is to be asked of, and that are not being asked: each answers or hangs on its own.
    private func takeIdle() async -> [Upstream] {
        do {
            let policy = policy()
            let now = scheduler.monotonicNanoseconds()
            let able = directory.accounts.map(\.id).filter { account($0).available(at: now, policy.budget) > 0 }
            let due = try await journal.accounts(able, dueAt: scheduler.now(), policy)
            return due.compactMap { upstreams.upstream(of: $0) }.filter { account($0.account.id).begin() }
        } catch {
            logger.warning("what is open could not be looked for", metadata: ["reason": "\(error)"])
            return []
        }
    }

    private func account(_ id: AccountID) -> SweepAccount {
        accounts.withLock { accounts in
            if let account = accounts[id] { return account }
            let account = SweepAccount()
            accounts[id] = account
            return account
        }
    }

    /// Asks one account all that is due, as far as its budget goes.
    func askDue(of upstream: Upstream) async {
        let id = upstream.account.id
        do {
            while !Task.isCancelled {
                let policy = policy()
                let questions = questions(to: upstream, policy)
                let due = try await journal.due(of: id, at: scheduler.now(), policy)
                guard questions.available > 0, !due.isEmpty else { return }
                if questions.listsByReference, let walk = try await plan(due, of: id) {
                    try await questions.walk(walk.inquiries, pagesMax: walk.pages)
                } else {
                    let count = min(SweepPolicy.questionsAtOnceMax, questions.available)
                    let next = InquiryPlan.inTurn(due) { [$0.tenantID.description, $0.subject.rawValue] }.prefix(count)
                    try await questions.ask(Array(next))
                }
            }
        } catch {
            logger.warning(
                "what is open could not be asked about", metadata: ["account": "\(id)", "reason": "\(error)"])
        }
    }

    /// The walk through a list that spares the most questions; `nil` when none does.
    private func plan(
        _ due: [DueInquiry], of id: AccountID
    ) async throws -> (inquiries: [DueInquiry], pages: Int)? {
        let listed = account(id).listed(due)
        for kind in ObjectKind.allCases {
            let candidates = listed.filter { $0.kind == kind }.sorted { $0.intentID > $1.intentID }
            guard candidates.count > 1 else { continue }
            let plan = InquiryPlan(depths: try await journal.depths(of: candidates, kind, accountID: id))
            if plan.walked > 0 { return (Array(candidates.prefix(plan.walked)), plan.pages) }
        }
        return nil
    }

    private func questions(to upstream: Upstream, _ policy: SweepPolicy) -> SweepQuestions {
        let id = upstream.account.id
        let dialect = directory.current.accounts[id]?.dialect ?? UpstreamDialect()
        return SweepQuestions(
            upstream: upstream, account: account(id), listsByReference: dialect.listsByReference, policy: policy,
            journal: journal, report: SweepReport(audit: audit, logger: logger), scheduler: scheduler)
    }
}
