import AuditLog
import NIOCore
import Policy
import Store
import TestSupport
import Webhooks

/// A store with two tenants of one account, an intake, and engines over receivers of the test's making.
final class WebhookWorld: Sendable {
    static let upstreamSecret = "upstream-secret"
    static let tenantSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    let database: FaultyDatabase
    let tenants = TestTenants()
    let directory = TestDirectory()
    let audit = RecordingAudit()
    let listener = RecordingListener()
    let clock = ManualClock(TestTenants.startedAt)
    let accountID: AccountID
    let first: TenantID
    let second: TenantID

    private init(_ store: any Database) async throws {
        database = FaultyDatabase(store)
        accountID = try await tenants.addAccount(to: database)
        first = try await tenants.addTenant("first", of: accountID, to: database)
        second = try await tenants.addTenant("second", of: accountID, to: database)
        directory.setSecrets([Self.upstreamSecret], of: accountID)
        directory.setSecret(Self.tenantSecret, of: first)
        directory.setSecret(Self.tenantSecret, of: second)
    }

    static func with<Value>(_ body: (WebhookWorld) async throws -> Value) async throws -> Value {
        try await TemporaryDatabase.with { try await body(WebhookWorld($0)) }
    }

    func intake(
        order: DeliveryOrder = .latest, wake: @escaping @Sendable ([DeliveryLane]) -> Void = { _ in }
    ) -> WebhookIntake {
        WebhookIntake(database: database, directory: directory, order: order, logger: .silent, wake: wake)
    }

    func addEndpoint(_ url: String, of tenantID: TenantID? = nil) async throws -> EndpointID {
        try await tenants.addEndpoint(url, of: tenantID ?? first, to: database)
    }

    @discardableResult
    func addIntent(
        _ token: String, of tenantID: TenantID? = nil, kind: ObjectKind = .payment, upstreamID: String? = nil,
        callbackURL: String? = nil, orderID: String? = nil, customID: String? = nil
    ) async throws -> Intent {
        try await tenants.addIntent(
            of: tenantID ?? first, accountID: accountID, kind: kind, token: token, upstreamID: upstreamID,
            callbackURL: callbackURL, orderID: orderID, customID: customID, to: database)
    }

    /// Takes one call in, signed as the upstream signs.
    @discardableResult
    func receive(_ body: String, token: String, through intake: WebhookIntake? = nil) async -> IntakeResult {
        let signature = CallbackSignature.sign(Array(body.utf8), secret: Secret(Self.upstreamSecret))
        return await (intake ?? self.intake()).accept(
            account: accountID.description, token: token, signature: signature, body: ByteBuffer(string: body),
            now: clock.now())
    }

    func engine(
        _ transport: any WebhookTransport, _ adjust: (inout DeliveryPolicy) -> Void = { _ in }
    ) -> DeliveryEngine {
        var policy = DeliveryPolicy()
        policy.schedule = RetrySchedule(pauses: [.seconds(5), .seconds(30)], jitter: 0.2)
        adjust(&policy)
        return DeliveryEngine(
            database: database, directory: directory, transport: transport, policy: policy,
            reports: Reports(audit: audit, listeners: [listener]), logger: .silent, scheduler: clock)
    }

    /// Runs the engine while `body` does, and stops it whatever happens.
    func running(_ engine: DeliveryEngine, _ body: () async throws -> Void) async throws {
        let task = Task { await engine.run() }
        do {
            try await body()
        } catch {
            task.cancel()
            await task.value
            throw error
        }
        task.cancel()
        await task.value
    }

    func deliveries(_ filter: DeliveryFilter = DeliveryFilter(limit: 500)) async throws -> [WebhookDelivery] {
        try await database.read { try DeliveryRepository.deliveries(filter, in: $0) }
    }

    func detail(_ id: DeliveryID) async throws -> DeliveryDetail? {
        try await database.read { try DeliveryRepository.detailForOperator(id, in: $0) }
    }

    func intent(_ intent: Intent) async throws -> Intent? {
        try await database.read { try IntentRepository.find(intent.id, of: intent.tenantID, in: $0) }
    }

    func mirroredStatus(of upstreamID: String) async throws -> String? {
        try await database.read {
            try $0.first(
                """
                SELECT m.status FROM mirrored_objects m JOIN owned_objects o ON o.intent_id = m.intent_id
                WHERE o.upstream_id = $1
                """, [.text(upstreamID)]
            ) { try $0.optionalText() } ?? nil
        }
    }
}
