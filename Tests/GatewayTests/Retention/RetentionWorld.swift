import Threading
import AuditLog
import Foundation
import Gateway
import HTTPWire
import Policy
import Store
import Synchronization
import TestSupport
import Transport

/// A store with one tenant, its retention, and an archive of the test's own.
final class RetentionWorld: AuditTrail {
    static let start = TestTenants.startedAt
    static let policy = RetentionPolicy(
        paymentAnswers: .seconds(72 * 3600), withdrawalAnswers: .seconds(720 * 3600), webhooks: .seconds(720 * 3600),
        failedRequests: .seconds(2160 * 3600), objects: .seconds(12_960 * 3600))

    let database: any Database
    let tenant: TenantID
    let account: AccountID
    let directory: TemporaryDirectory
    private let state = Mutex(State())

    struct State {
        var records: [AuditRecord] = []
        var isFailing = false
    }

    private init(database: any Database) async throws {
        let tenants = TestTenants()
        self.database = database
        account = try await tenants.addAccount(to: database)
        tenant = try await tenants.addTenant("shop", of: account, to: database)
        directory = try TemporaryDirectory()
    }

    static func with(_ body: (RetentionWorld) async throws -> Void) async throws {
        try await TemporaryDatabase.with { database in try await body(try await RetentionWorld(database: database)) }
    }

    var archive: String { directory.file("archive") }
    var records: [AuditRecord] { state.withLock { $0.records } }
    var isHealthy: Bool { true }

    func failAudit(_ isFailing: Bool) { state.withLock { $0.isFailing = isFailing } }

    func append(_ record: AuditRecord) -> Bool {
        state.withLock { $0.records.append(record) }
        return true
    }

    func appendDurably(_ record: AuditRecord) async throws(AuditError) {
        guard !state.withLock({ $0.isFailing }) else { throw .timedOut(.zero) }
        _ = append(record)
    }

    func sweep(days: Int) async {
        let archive = archive
        let retention = Retention(
            database: database, audit: self, scheduler: SystemScheduler(), logger: .silent,
            archiveDirectory: { archive }, policy: { Self.policy })
        await retention.sweep(at: Self.start.advanced(by: .seconds(days * 86_400)))
    }

    func intent(_ kind: ObjectKind = .payment, key: String? = nil, customID: String? = nil) -> Intent {
        let id = IntentID.make(at: Self.start)
        return Intent(
            id: id, tenantID: tenant, accountID: account, kind: kind, idempotencyKey: key, fingerprint: [],
            callbackToken: "token-\(id)", tenantCallbackURL: "https://shop.example/h", tenantOrderID: #""A-1""#,
            tenantCustomID: nil, claimedCustomID: customID, createdAt: Self.start)
    }

    /// A payment with its row in the books, answered and mirrored.
    @discardableResult
    func succeeded(status: String, paid: String? = nil) async throws -> Intent {
        let intent = intent()
        let opening = PaymentOpening(
            currency: CurrencyCode("USDTTRC20"), isFeePaidByUser: false, upstreamFeeBasisPoints: 0)
        try await database.write { store in
            try IntentRepository.insert(intent, in: store)
            _ = try BookRepository.open(.payment(opening), for: intent, at: Self.start, in: store)
            try IntentRepository.succeed(
                intent, upstreamID: "tx-\(intent.id)", response: StoredResponse(status: 201, body: [123, 125]),
                at: Self.start, in: store)
            let row = MirrorRow(
                status: status, orderID: "A-1", object: Array(#"{"amount":"10.00","status":"\#(status)"}"#.utf8))
            try ObjectRepository.upsert(row, of: intent, at: Self.start, in: store)
            guard let paid else { return }
            let fact = PaymentFact(
                status: status, totalPaid: try Amount(parsing: paid), occurredAt: Self.start)
            try BookRepository.apply(.payment(fact), to: intent, at: Self.start, in: store)
        }
        return intent
    }

    func event(of intent: Intent?, key: UInt8) async throws {
        let event = WebhookEvent(
            id: .make(at: Self.start), accountID: account, tenantID: intent?.tenantID, intentID: intent?.id,
            kind: .payment, upstreamID: nil, name: nil, status: nil, note: nil, body: [1], tenantBody: nil,
            receivedAt: Self.start)
        try await database.write { _ = try EventRepository.insert(event, dedupeKey: [key], in: $0) }
    }

    func balances() async throws -> [String] {
        try await database.read { reader in
            try reader.rows("SELECT account, balance FROM ledger_accounts ORDER BY account", []) {
                "\(try $0.text()) \(try $0.text())"
            }
        }
    }

    func count(_ table: String) async throws -> Int64 {
        try await database.read { reader in
            try reader.first("SELECT COUNT(*) FROM \(table)", []) { try $0.integer() } ?? 0
        }
    }

    func archived() throws -> [JSONValue] {
        guard FileManager.default.fileExists(atPath: archive) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: archive).sorted().flatMap { name in
            try String(contentsOfFile: archive + "/" + name, encoding: .utf8).split(separator: "\n").map {
                try JSONValue.parse($0.utf8)
            }
        }
    }
}
