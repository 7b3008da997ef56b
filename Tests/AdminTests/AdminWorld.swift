import AdminAPI
import AuditLog
import Policy
import Store
import Synchronization
import TestSupport

@testable import Admin

/// An admin service with operators over a store and an audit log of the test's own, and a clock that the test turns.
struct AdminWorld: Sendable {
    static let currency = CurrencyCode("USDTTRC20")!  // a literal
    static let startedAt = TestTenants.startedAt
    static let lifetime: Duration = .seconds(3600)
    static let retention: Duration = .seconds(86_400)

    let database: any Database
    let service: AdminService
    let accountID: AccountID
    let tenantID: TenantID
    let clock: ManualClock
    let upstream: ManualBalance
    let listener: RecordingListener

    /// - Parameter catalogue: what the upstream lists, with tokens; `nil` when it cannot be asked.
    static func with(
        hasOperators: Bool = true, catalogue: [String: String]? = ["USDTTRC20": "USDT", "BTC": "BTC"],
        limits: [LimitClass: RateLimitSetting] = [:], upstreamWord: UpstreamWord = .denied,
        _ body: (AdminWorld) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        try await TemporaryDatabase.with { database in
            let (tenants, clock, upstream) = (TestTenants(), ManualClock(startedAt), ManualBalance())
            let listener = RecordingListener()
            let audit = try AuditLog.open(
                directory: directory.file("audit"), configuration: AuditConfiguration(), nodeID: "test",
                now: startedAt, logger: .silent)
            let options = AdminService.Options(
                defaultLimits: limits, endpoints: CallbackPolicy(allowInsecure: true), hasOperators: hasOperators,
                proposalLifetime: lifetime, proposalRetention: retention)
            let service = AdminService(
                database: database, sealer: tenants.sealer, pepper: Pepper(Secret([1])), audit: audit,
                reports: Reports(audit: audit, listeners: [listener]),
                host: QuietHost(word: upstreamWord, catalogue: catalogue, database: database, balance: upstream),
                options: { options }, scheduler: clock)
            let accountID = try await tenants.addAccount(to: database)
            let tenantID = try await tenants.addTenant("shop", of: accountID, to: database)
            try await body(
                AdminWorld(
                    database: database, service: service, accountID: accountID, tenantID: tenantID, clock: clock,
                    upstream: upstream, listener: listener))
            await audit.close()
        }
    }

    func balance(_ account: LedgerAccount) async throws -> String {
        try await balance(account, of: .tenant(tenantID))
    }

    func platformBalance(_ account: LedgerAccount) async throws -> String { try await balance(account, of: .platform) }

    private func balance(_ account: LedgerAccount, of owner: LedgerOwner) async throws -> String {
        let sheet = LedgerSheet(owner: owner, accountID: accountID, currency: Self.currency)
        return try await database.read { try BookRepository.balances(of: sheet, in: $0)[account].description }
    }
}

/// What the upstream says it has of `AdminWorld.currency`; nothing of any at first.
final class ManualBalance: Sendable {
    private let amount = Mutex<Amount?>(nil)

    var current: Amount? { amount.withLock { $0 } }
    func set(_ text: String) { amount.withLock { $0 = try? Amount(parsing: text) } }
}

extension AdminCaller {
    func because(_ reason: String) -> AdminCaller {
        var caller = self
        caller.reason = reason
        return caller
    }

    static func operated(by name: String, as roles: Set<OperatorRole>, reason: String? = "because") -> AdminCaller {
        AdminCaller(user: name, isShared: false, roles: roles, duty: .treasury, reason: reason)
    }

    static let ann = operated(by: "ann", as: Set(OperatorRole.allCases))
    static let bob = operated(by: "bob", as: Set(OperatorRole.allCases), reason: nil)
    static let desk = operated(by: "eve", as: [.support])
    static let root = AdminCaller(user: "root", isShared: true, duty: .treasury, reason: "because")
}

/// A gateway that serves whatever is stored.
private struct QuietHost: AdminHost {
    let word: UpstreamWord
    let catalogue: [String: String]?
    let database: any Database
    let balance: ManualBalance

    func currencies(of account: AccountID) async -> [CurrencyCode: CurrencyTraits]? {
        guard let catalogue else { return nil }
        return catalogue.reduce(into: [:]) { listed, entry in
            guard let currency = CurrencyCode(entry.key) else { return }
            listed[currency] = CurrencyTraits(blockchain: "X", token: entry.value, decimals: 8)
        }
    }

    func directoryDidChange(_ change: DirectoryChange) async throws {}
    func reloadConfiguration() async throws -> ConfigurationReloaded {
        ConfigurationReloaded(keysWaitingForRestart: [])
    }
    func status() async -> GatewayStatus {
        GatewayStatus(
            version: "test", uptimeSeconds: 0, listeners: [], tenantCount: 0, accounts: [], storeQueueDepth: 0,
            auditHealthy: true, deliveriesPending: 0, deliveriesDead: 0, intentsUnknown: 0, webhooksDoubtful: 0,
            proposalsWaiting: 0, diskFreeBytes: nil, warnings: [], problems: [])
    }
    func trySecrets(of account: Account) async -> SecretTrial { .notTried }
    func wakeDeliveries() {}
    func ask(about intent: Intent) async throws -> UpstreamWord { word }
    func reconcile(_ account: AccountID) async throws -> [CurrencyCode: Reconciliation] {
        guard let amount = balance.current else { return [:] }
        let books = try await database.read { try BookRepository.books(of: account, in: $0) }
        return [
            AdminWorld.currency: try Reconciliation(
                books: books[AdminWorld.currency] ?? Reconciliation.Books(),
                upstream: Reconciliation.Upstream(available: amount, pending: .zero))
        ]
    }
}
