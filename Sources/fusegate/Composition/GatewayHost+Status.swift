import Admin
import AdminAPI
import AuditLog
import Foundation
import Gateway
import GatewayConfiguration
import Policy
import Store
import StoreSQLite
import Threading
import Tokens
import Transport
import Webhooks

/// How the running gateway is, and what of that is not well.
extension GatewayHost {
    /// A dead delivery is news for so long; afterwards it is still listed.
    private static let deathNewsAge: Duration = .seconds(86_400)
    /// Less than this on the data's disk needs an operator: some hours of a busy gateway.
    private static let diskFreeBytesMin = 256 << 20

    func status() async -> GatewayStatus {
        let now = SystemClock.now()
        let intents = try? await database.read { try IntentRepository.countUnsettled(in: $0) }
        let proposals = try? await database.read { try ProposalRepository.countWaiting(in: $0) }
        let deliveries = try? await database.read { try DeliveryRepository.counts(in: $0) }
        let died = try? await database.read {
            try DeliveryRepository.diedCount(since: now.advanced(by: .zero - Self.deathNewsAge), in: $0)
        }
        let doubtful = try? await database.read {
            try EventRepository.doubtfulEventCount(since: now.advanced(by: .zero - Self.deathNewsAge), in: $0)
        }
        let unresolved = try? await database.read {
            try DeliveryRepository.unresolved(in: $0).map {
                GatewayStatus.Unresolved(count: $0.count, reason: $0.reason)
            }
        }
        let pauses = await pauses()
        let silences = try? await database.read { try BookRepository.silences(in: $0) }
        let accounts = await accountHealth(at: now)
        let counts = Counts(
            unknown: intents?[.unknown] ?? 0, died: died ?? 0, diskFreeBytes: diskFreeBytes,
            isReadable: intents != nil && deliveries != nil && died != nil && pauses != nil && silences != nil)
        return GatewayStatus(
            version: Version.current, uptimeSeconds: Int(startedAt.distance(to: now).components.seconds),
            listeners: ["port \(port)"], tenantCount: directory.tenantCount, accounts: accounts,
            storeQueueDepth: database.statistics.writeQueueJobs, auditHealthy: audit.isHealthy,
            deliveriesPending: deliveries?.pending ?? 0, deliveriesDead: deliveries?.dead ?? 0,
            deliveriesUnresolved: unresolved ?? [], intentsUnknown: counts.unknown, webhooksDoubtful: doubtful ?? 0,
            proposalsWaiting: proposals ?? 0,
            diskFreeBytes: counts.diskFreeBytes, pauses: pauses ?? [], warnings: await warnings(),
            problems: accounts.flatMap(Self.problems) + (pauses ?? []).map(Self.problem(of:))
                + (silences ?? []).map(problem(of:)) + (unresolved ?? []).map(Self.problem(of:))
                + problems(counts))
    }

    private func warnings() async -> [String] {
        let settings = settings.current
        return settings.warnings + (settings.admin.hasOperators ? [] : await undecidable()) + accountsWithTwoNames
    }

    /// What waits for a second person where there is none.
    private func undecidable() async -> [String] {
        let count = try? await database.read { try WithdrawalRuleRepository.tenantsWithThreshold(in: $0) }
        guard let count, count > 0 else { return [] }
        return [
            """
            withdrawals above a threshold of approval can only be rejected, those of \(count) \
            \(count == 1 ? "tenant" : "tenants"): nobody can approve them without admin.operator_group or admin.roles
            """
        ]
    }

    private var accountsWithTwoNames: [String] {
        let names = directory.accounts.reduce(into: [String: [String]]()) { names, account in
            for credential in account.credentials {
                names[credential.clientID, default: []].append(account.name)
            }
        }
        return names.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { clientID, names in
            let accounts = names.sorted().joined(separator: " and ")
            return "\(accounts) are one account, client id \(clientID): its money is counted twice"
        }
    }

    /// `nil` when the store does not answer.
    private func pauses() async -> [GatewayStatus.Pause]? {
        guard let pauses = try? await database.read({ try BookRepository.pauses(in: $0) }) else { return nil }
        return pauses.map { pause in
            GatewayStatus.Pause(
                account: name(of: pause.accountID),
                currency: pause.currency.description, reason: pause.reason, since: pause.since.description)
        }
    }

    private func name(of id: AccountID) -> String {
        directory.accounts.first { $0.id == id }?.name ?? id.description
    }

    private func problem(of silence: LedgerSilence) -> GatewayStatus.Problem {
        let name = name(of: silence.accountID)
        return GatewayStatus.Problem(
            "the books of \(silence.currency) of \(name) are not comparable since \(silence.since): \(silence.reason)",
            see: "ledger reconcile \(name)")
    }

    private static func problem(of pause: GatewayStatus.Pause) -> GatewayStatus.Problem {
        GatewayStatus.Problem(
            "withdrawals of \(pause.currency) of \(pause.account) are paused: \(pause.reason)",
            see: "ledger reconcile \(pause.account)")
    }

    private static func problem(of unresolved: GatewayStatus.Unresolved) -> GatewayStatus.Problem {
        GatewayStatus.Problem(
            "\(unresolved.count) webhook deliveries wait for the names of their receivers: \(unresolved.reason)",
            see: "webhook list --status pending")
    }

    private struct Counts {
        let unknown: Int
        let died: Int
        let diskFreeBytes: Int?
        let isReadable: Bool
    }

    private func problems(_ counts: Counts) -> [GatewayStatus.Problem] {
        var problems: [GatewayStatus.Problem] = []
        if !audit.isHealthy {
            problems.append(.init("the audit log cannot be written: money routes are refused", see: "audit verify"))
        }
        if !counts.isReadable || !database.statistics.isWritable {
            problems.append(.init("the store cannot be read or written", see: "config check"))
        }
        if let free = counts.diskFreeBytes, free < Self.diskFreeBytesMin {
            problems.append(.init("the data's disk has \(free >> 20) MiB left", see: "config check"))
        }
        if counts.unknown > 0 {
            problems.append(
                .init("\(counts.unknown) writes have an outcome that nobody knows", see: "intent list --state unknown"))
        }
        if counts.died > 0 {
            problems.append(
                .init("\(counts.died) webhook deliveries died in the last 24 hours", see: "webhook list --status dead"))
        }
        return problems
    }

    private static func problems(of account: GatewayStatus.AccountHealth) -> [GatewayStatus.Problem] {
        guard !account.disabled else { return [] }
        if let reason = account.tokenReason {
            return [.init("\(account.name) gets no token: \(reason)", see: "account list")]
        }
        guard account.upstream == Upstream.Health.unavailable.rawValue else { return [] }
        let reason = account.upstreamReason ?? "no reason known"
        return [.init("the upstream of \(account.name) is unavailable: \(reason)", see: "account list")]
    }

    private var diskFreeBytes: Int? {
        let path = settings.current.dataDirectory
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
        return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
    }

    /// Each upstream is asked, at the same time, unless a call has just told.
    private func accountHealth(at now: Timestamp) async -> [GatewayStatus.AccountHealth] {
        let accounts = directory.accounts
        let reports = await withTaskGroup(of: (AccountID, Upstream.Report)?.self) { group in
            for account in accounts {
                guard let upstream = upstreams.upstream(of: account.id) else { continue }
                group.addTask { (account.id, await upstream.probe()) }
            }
            return await group.reduce(into: [AccountID: Upstream.Report]()) { reports, next in
                if let (id, report) = next { reports[id] = report }
            }
        }
        return accounts.map { account in
            let tokens = upstreams.upstream(of: account.id)?.tokens ?? []
            let report = reports[account.id]
            return GatewayStatus.AccountHealth(
                id: account.id, name: account.name, disabled: account.disabled,
                disabledReason: account.disabledReason, token: tokens.map(\.health.rawValue).joined(separator: ", "),
                tokenExpiresAt: tokens.compactMap(\.expiresIn).min().map { now.advanced(by: $0).description },
                tokenReason: tokens.lazy.compactMap(\.reason).first,
                upstream: (report?.health ?? .unknown).rawValue, upstreamReason: report?.reason)
        }
    }
}
