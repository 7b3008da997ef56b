import Admin
import AdminAPI
import AuditLog
import Gateway
import NIOCore
import Policy
import Store
import TestSupport

@testable import CryptofuseSimulator

/// One run: a world, a gateway that dies and comes back in it, and tenants who use it. A seed determines all of it.
final class Simulation: @unchecked Sendable {  // touched by the thread that calls `run` only
    /// A run that is not over by then hangs.
    private static let patience: Duration = .seconds(24 * 3600)

    /// Longer than a batch of writes waits for its commit.
    private static let drainTime: Duration = .seconds(60)

    let scheduler: SimulatedScheduler
    let disk: StoreDisk
    let auditDisk = SimulatedAudit.Disk()
    private(set) var trace = Trace()
    private(set) var tenants: [SimulatedTenant] = []
    /// Of the account that pooled tenants share.
    private(set) var sharedAccountID: AccountID?
    let network: SimulatedNetwork
    let receivers: SimulatedReceivers
    private(set) lazy var operators = Operators(self)
    private var gateway: SimulatedGateway?
    private var plan = CrashPlan.never
    /// Tasks of a phase that have not ended.
    private(set) var working = 0
    private var stepsBeforePlan = 0
    private(set) var commits = 0
    /// Until the world turned kind.
    private(set) var stepsOfActing = 0
    private(set) var commitsOfActing = 0
    private(set) var deaths = 0
    private let masterKey: MasterKey

    /// Jobs run under the plan.
    var steps: Int { scheduler.steps - stepsBeforePlan }
    var world: World { network.world }

    init(seed: UInt64) throws {
        scheduler = SimulatedScheduler(seed: seed)
        disk = try StoreDisk()
        var generator = SeededGenerator(seed: seed)
        masterKey = MasterKey.generate(using: &generator)
        network = SimulatedNetwork(try World(UpstreamAccount.configuration), scheduler: scheduler)
        receivers = SimulatedReceivers(scheduler: scheduler)
        network.deliver = { [weak self] post in await self?.deliver(post) }
    }

    /// - Returns: what is not as it must be; empty when all is well.
    func run(_ scenario: Scenario, _ plan: CrashPlan) throws -> [String] {
        try install(scenario)
        self.plan = plan
        (stepsBeforePlan, commits) = (scheduler.steps, 0)
        network.isUnkind = scenario.isUnkind
        receivers.isUnkind = scenario.isUnkind || scenario.hasUnkindReceivers
        scheduler.afterStep = { [self] in dieIfPlanned() }
        boot()
        if scenario.awaitsStart { scheduler.run(within: Self.patience) { gateway?.gateway != nil } }
        act(scenario)
        stepsOfActing = steps
        commitsOfActing = commits
        settle(scenario)
        let violations = try Verdict(self).violations
        end()
        note("\(scheduler.steps) steps, \(commits) commits, \(violations.count) violations")
        return violations
    }

    func story(of tenant: Int) throws -> TenantStory { try TenantStory(of: tenants[tenant], in: disk.connection) }

    func note(_ line: String) { trace.note("\(scheduler.nanoseconds) \(line)") }

    // MARK: The process

    private func boot() {
        let process = SimulatedProcess()
        process.onDeath = { [self] in
            deaths += 1
            note("death")
            scheduler.after(scheduler.choices.milliseconds(50...5000)) { [self] in boot() }
        }
        let store = SimulatedStore(
            on: disk, of: process, scheduler: scheduler, fate: { [self] in nextFate() },
            onIndeterminate: { [scheduler] in
                // As long as those who wait for an answer have to get it.
                scheduler.after(scheduler.choices.milliseconds(0...2000)) { process.die() }
            })
        gateway = SimulatedGateway(
            process: process, store: store,
            audit: SimulatedAudit(on: auditDisk, of: process, scheduler: scheduler), network: network,
            receivers: receivers,
            scheduler: scheduler, masterKey: masterKey)
        note("start")
    }

    private func nextFate() -> CommitFate {
        commits += 1
        var fate = CommitFate.durable
        switch plan {
        case .atCommit(let number, let planned) where number == commits: fate = planned
        case .atRandom where scheduler.choices.oneIn(25): fate = scheduler.choices.pick(CommitFate.honest)
        default: break
        }
        note("commit \(fate.rawValue)")
        return fate
    }

    private func dieIfPlanned() {
        switch plan {
        case .atStep(let step) where step == steps: gateway?.process.die()
        case .atRandom where scheduler.choices.oneIn(500): gateway?.process.die()
        default: break
        }
    }

    // MARK: The tenants

    /// `nil` when nobody listens, or the answer was lost.
    func call(_ request: SimulatedRequest) async -> SimulatedRequest.Reply? {
        guard let gateway, gateway.process.isAlive else { return nil }
        let reply = await gateway.serve(request)
        return network.isUnkind && scheduler.choices.oneIn(30) ? nil : reply
    }

    /// What an operator asks of the process that runs now; `nil` when none does, and an error when it dies over it.
    func administer<Value: Sendable>(_ verb: (AdminService) async throws -> Value) async throws -> Value? {
        guard let gateway, gateway.process.isAlive, let admin = gateway.admin else { return nil }
        return try await verb(admin)
    }

    private func deliver(_ post: WebhookPost) async -> Int? {
        guard let gateway, gateway.process.isAlive, post.url.hasPrefix(SimulatedGateway.publicURL) else { return nil }
        let reply = await gateway.serve(
            SimulatedRequest(
                method: "POST", target: String(post.url.dropFirst(SimulatedGateway.publicURL.count)),
                fields: [("X-Webhook-Signature", post.signature), ("Content-Type", "application/json")],
                body: String(buffer: post.body)))
        note("webhook \(reply?.status ?? 0)")
        return reply?.status
    }

    func pause(_ duration: Duration) async {
        let over = Pending<Void>()
        scheduler.after(duration) { over.succeed(()) }
        try? await over.value()
    }

    // MARK: Phases

    /// A first process makes its secrets; account and tenants are there when the next one starts.
    private func install(_ scenario: Scenario) throws {
        network.isUnkind = false
        boot()
        scheduler.run(within: Self.patience) { gateway?.gateway != nil }
        guard let gateway, let secrets = gateway.secrets else { throw SimulationFailure("it does not start") }
        gateway.process.onDeath = {}
        gateway.process.die()
        let founding = Founding(secrets: secrets, now: scheduler.now)
        let accountID = try founding.addAccount(for: .shared, to: disk.connection)
        sharedAccountID = accountID
        for _ in 0..<scenario.tenants { try addTenant(.pooled, of: accountID, founding) }
        guard scenario.hasDedicatedTenant else { return }
        let ownID = try founding.addAccount(for: .own, to: disk.connection)
        let tenant = try addTenant(.dedicated, of: ownID, founding)
        try founding.limit(tenant.id, by: Scenario.limits, in: disk.connection)
    }

    @discardableResult
    private func addTenant(
        _ binding: Binding, of accountID: AccountID, _ founding: Founding
    ) throws -> SimulatedTenant {
        let number = tenants.count
        let (id, key) = try founding.addTenant(
            "tenant-\(number)", receiver: SimulatedReceivers.url(ofTenant: number), binding, of: accountID,
            to: disk.connection)
        let tenant = SimulatedTenant(
            id: id, number: number, key: key, binding: binding, in: self, seed: scheduler.choices.seed())
        tenants.append(tenant)
        return tenant
    }

    private func act(_ scenario: Scenario) {
        var works = tenants.map { tenant in { @Sendable in await tenant.act(scenario) } }
        if scenario.hasCustomers { works.append { [customers = Customers(self)] in await customers.act(scenario) } }
        if scenario.hasOperators { works.append { [operators] in await operators.act(scenario) } }
        if scenario.isUnkind { works.append { [thoughts = SecondThoughts(self)] in await thoughts.act(scenario) } }
        runAll(works)
    }

    /// The world turns kind; everything that is under way or in doubt comes to its end, and every tenant asks again.
    private func settle(_ scenario: Scenario) {
        plan = .never
        (network.isUnkind, receivers.isUnkind) = (false, false)
        for tenant in tenants where tenant.binding == .dedicated { scheduler.start { await tenant.comeBack() } }
        scheduler.run(within: scenario.settlingTime) { false }
        network.change { world, _ in
            for id in world.webhooks.keys.sorted() where world.webhooks[id]?.state == .abandoned {
                world.sendWebhook(id)
            }
        }
        scheduler.run(within: scenario.settlingTime) { false }
        if scenario.hasOperators { runAll([{ [operators] in await operators.finish() }]) }
        runAll(tenants.map { tenant in { @Sendable in await tenant.askAgain() } })
    }

    private func runAll(_ works: [@Sendable () async -> Void]) {
        working = works.count
        for work in works {
            scheduler.start { [self] in
                await work()
                working -= 1
            }
        }
        scheduler.run(within: Self.patience) { working == 0 }
        if working > 0 { note("hangs") }
    }

    /// Nothing waits any more, and nothing keeps this run alive: there may be thousands.
    private func end() {
        gateway?.process.onDeath = {}
        gateway?.process.die()
        scheduler.run(within: Self.drainTime) { false }
        gateway = nil
        network.deliver = { _ in nil }
        scheduler.forgetAll()
    }

    /// What the gateway finds when it compares its books with the upstream's balances.
    func reconcile(_ accountID: AccountID) -> [CurrencyCode: Reconciliation] {
        let found = Reconciled()
        scheduler.start { [self] in found.currencies = (try? await gateway?.reconciler?.reconcile(accountID)) ?? [:]
        }
        scheduler.run(within: Self.patience) { found.currencies != nil }
        return found.currencies ?? [:]
    }
}

private final class Reconciled: @unchecked Sendable {  // touched by the scheduler's thread only
    var currencies: [CurrencyCode: Reconciliation]?
}

struct SimulationFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
