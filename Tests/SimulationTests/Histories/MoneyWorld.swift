import AdminAPI
import AuditLog
import Logging
import NIOCore
import Policy
import Store
import TestSupport
import Webhooks

@testable import Admin
@testable import Gateway

/// A store with two tenants that share an account and one with its own, and whatever writes into its books: the two
/// commits of a request, the webhook intake, the sweeper's commits, and operators.
struct MoneyWorld: Sendable {
    struct Tenant: Sendable {
        let id: TenantID
        let accountID: AccountID
        let isPooled: Bool
    }

    /// Something that a tenant asked for, under the name that the upstream gives it.
    struct Object: Sendable {
        let intent: Intent
        let tenant: Int
        var upstreamID: String { "up-\(intent.id)" }
    }

    static let currency = CurrencyCode("USDTTRC20")!  // a literal
    static let startedAt = TestTenants.startedAt
    private static let secret = "upstream-secret"
    static let policy = SweepPolicy(
        outcomes: ResolutionSchedule(pauses: [.seconds(30)]), payments: SweepSchedule(pauses: [.seconds(60)]),
        withdrawals: SweepSchedule(pauses: [.seconds(60)]), latePayments: SweepSchedule(pauses: [.seconds(7200)]),
        requestsPerMinute: 60, deadlines: SimulatedGateway.deadlines, lease: .seconds(1))

    let database: any Database
    let tenants: [Tenant]
    let journal: EffectJournal
    let sweeps: SweepJournal
    let admin: AdminService
    let clock = ManualClock(MoneyWorld.startedAt)
    private let intake: WebhookIntake

    static func with(
        _ limits: [MoneyModel.Limits], _ body: (MoneyWorld) async throws -> Void
    ) async throws {
        try await TemporaryDatabase.with { database in
            let founder = TestTenants()
            let (shared, own) = (
                try await founder.addAccount(to: database, name: "shared"),
                try await founder.addAccount(to: database, name: "own")
            )
            var tenants: [Tenant] = []
            for (name, accountID) in [("left", shared), ("right", shared), ("solo", own)] {
                let binding: Binding = accountID == shared ? .pooled : .dedicated
                let id = try await founder.addTenant(name, binding, of: accountID, to: database)
                tenants.append(Tenant(id: id, accountID: accountID, isPooled: binding == .pooled))
            }
            try await database.write { [tenants] store in
                for (tenant, limits) in zip(tenants, limits) {
                    let row = WithdrawalLimits(
                        perDay: try Amount(parsing: "\(limits.perDay)"), countPerHour: limits.countPerHour)
                    try WithdrawalRuleRepository.setLimits(row, of: tenant.id, in: .anyCurrency, in: store)
                }
            }
            try await body(MoneyWorld(database, tenants, founder.sealer))
        }
    }

    private init(_ database: any Database, _ tenants: [Tenant], _ sealer: Sealer) {
        self.database = database
        self.tenants = tenants
        journal = EffectJournal(database: database)
        sweeps = SweepJournal(database: database)
        intake = WebhookIntake(
            database: database, directory: OneSecret(secret: Self.secret), order: .latest, logger: .silent,
            wake: { _ in })
        let options = AdminService.Options(
            defaultLimits: [:], endpoints: CallbackPolicy(), hasOperators: true,
            proposalLifetime: .milliseconds(ProposalModel.lifetimeMilliseconds), proposalRetention: .seconds(86_400))
        admin = AdminService(
            database: database, sealer: sealer, pepper: Pepper(Secret([1])), audit: ForgetfulAudit(),
            reports: Reports(audit: ForgetfulAudit()), host: DenyingHost(), options: { options }, scheduler: clock)
    }

    func intent(_ kind: ObjectKind, of tenant: Int) -> Intent {
        let id = IntentID.make(at: clock.now())
        return Intent(
            id: id, tenantID: tenants[tenant].id, accountID: tenants[tenant].accountID, kind: kind,
            idempotencyKey: nil, fingerprint: [], callbackToken: "token-\(id)", tenantCallbackURL: nil,
            tenantOrderID: nil, tenantCustomID: nil, createdAt: clock.now())
    }

    /// Signed as the upstream signs.
    func receive(_ body: String, of object: Object) async -> IntakeResult {
        await intake.accept(
            account: object.intent.accountID.description, token: object.intent.callbackToken,
            signature: CallbackSignature.sign(Array(body.utf8), secret: Secret(Self.secret)),
            body: ByteBuffer(string: body), now: clock.now())
    }

    func doubts(of tenant: Int, touchedBy amount: Int) async throws -> [String] {
        let sheet = LedgerSheet(
            owner: .tenant(tenants[tenant].id), accountID: tenants[tenant].accountID, currency: Self.currency)
        let amount = try Amount(parsing: "\(amount)")
        return try await database.read { try SuspenseDoubts(in: sheet, $0).lines(of: amount) }
    }

    /// What a tenant's accounts hold, in whole units.
    func balances(of tenant: Int) async throws -> [String: Int] {
        let id = tenants[tenant].id
        let rows = try await database.read { reader in
            try reader.rows("SELECT account, balance FROM ledger_accounts WHERE tenant_id = $1", [.id(id)]) {
                (try $0.text(), try $0.text())
            }
        }
        return Dictionary(
            uniqueKeysWithValues: try rows.map { account, text in
                guard text.hasSuffix(".000000000000000000"), let whole = Int(text.dropLast(19)) else {
                    throw StoreError.corrupt("\(account) is \(text)")
                }
                return (account, whole)
            })
    }
}

private struct OneSecret: WebhookDirectory {
    let secret: String

    func webhookSecrets(of _: AccountID) -> [Secret<String>] { [Secret(secret)] }
    func webhookSigning(of _: TenantID, at _: Timestamp) -> WebhookSigning? { nil }
    func isActive(_: TenantID) -> Bool { true }
}

private struct ForgetfulAudit: SearchableAuditTrail {
    func append(_: AuditRecord) -> Bool { true }
    func appendDurably(_: AuditRecord) async throws(AuditError) {}
    func search<Key: Hashable & Sendable>(
        count _: Int, of _: Set<Key>, since _: Timestamp, segmentCountMax _: Int,
        key _: @escaping @Sendable (AuditLine) -> Key?
    ) async throws(AuditError) -> AuditLog.Search<Key> { throw .closed }
    var isHealthy: Bool { true }
}

/// A gateway whose upstream knows of nothing that operators ask about.
private struct DenyingHost: AdminHost {
    struct NotThere: Error {}

    func ask(about _: Intent) async throws -> UpstreamWord { .denied }
    func directoryDidChange(_: DirectoryChange) async throws {}
    func currencies(of _: AccountID) async -> [CurrencyCode: CurrencyTraits]? { nil }
    func trySecrets(of _: Account) async -> SecretTrial { .notTried }
    func wakeDeliveries() {}
    func reloadConfiguration() async throws -> ConfigurationReloaded { throw NotThere() }
    func reconcile(_: AccountID) async throws -> [CurrencyCode: Reconciliation] { throw NotThere() }
    func status() async -> GatewayStatus { preconditionFailure("nobody asks for it in a history") }
}
