import Threading
import AuditLog
import Foundation
import Gateway
import Logging
import Policy
import Store
import StoreSQLite
import Transport

/// Years of requests in minutes: what they leave behind, and what retention takes away again.
struct Growth {
    private static let start = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)
    private static let days = 3240
    private static let reportEveryDays = 90
    /// Requests of one transaction.
    private static let batch = 250

    let directory: String
    let writes: Int
    /// Whose payments are booked.
    let share: Share

    enum Share: String {
        case dedicated, pooled
        /// Every other one.
        case mixed

        func isPooled(_ number: Int) -> Bool {
            switch self {
            case .dedicated: false
            case .pooled: true
            case .mixed: number / 20 % 2 == 0
            }
        }
    }

    private static let logger = Logger(label: "growth") { _ in SwiftLogNoOpLogHandler() }
    private static let tenant = TenantID(ulid: ULID(value: 1))
    private static let account = AccountID(ulid: ULID(value: 2))

    func run() async throws {
        let file = directory + "/fusegate.sqlite"
        let store = try SQLiteDatabase.open(
            path: file, configuration: SQLiteConfiguration(), logger: Self.logger, onIndeterminate: { _ in exit(70) })
        let audit = try AuditLog.open(
            directory: directory + "/audit", configuration: AuditConfiguration(), nodeID: "growth", now: Self.start,
            logger: Self.logger)
        let policy = RetentionPolicy()
        let archive = directory + "/archive"
        let retention = Retention(
            database: store, audit: audit, scheduler: SystemScheduler(), logger: Self.logger,
            archiveDirectory: { archive }, policy: { policy })
        var made = 0
        for day in 1...Self.days {
            let now = Self.start.advanced(by: .seconds(day * 86_400))
            let due = writes * day / Self.days
            while made < due {
                let range = made..<min(made + Self.batch, due)
                try await store.write { writer in
                    for number in range { try request(number, at: now, in: writer) }
                }
                made = range.upperBound
            }
            // Each ten days of one sweep, as the gateway makes one every ten minutes.
            if day % 10 == 0 { await retention.sweep(at: now) }
            if day % Self.reportEveryDays == 0 { try await report(day, made, store, file) }
        }
        let end = Self.start.advanced(by: .seconds(Self.days * 86_400))
        let violations = try await store.read { try LedgerCheck(in: $0, at: end).violationCount }
        StoreProbe.say("{\"violations\":\(violations)}")
        await audit.close()
        await store.close()
    }

    /// Of twenty, sixteen are paid, two expire, one is refused and one has no effect.
    private func request(_ number: Int, at now: Timestamp, in store: any SQLWriter) throws {
        let id = IntentID.make(at: now)
        let intent = Intent(
            id: id, tenantID: Self.tenant, accountID: Self.account, kind: .payment,
            idempotencyKey: number.isMultiple(of: 2) ? "key-\(number)" : nil,
            fingerprint: [UInt8](repeating: 7, count: 32), callbackToken: "\(id)-token",
            tenantCallbackURL: "https://shop.example/hooks/cryptofuse", tenantOrderID: "\"order-\(number)\"",
            tenantCustomID: nil, createdAt: now)
        try IntentRepository.insert(intent, in: store)
        if share.isPooled(number) {
            let opening = PaymentOpening(
                currency: CurrencyCode("USDTTRC20"), isFeePaidByUser: false, upstreamFeeBasisPoints: 40)
            _ = try BookRepository.open(.payment(opening), for: intent, at: now, in: store)
        }
        switch number % 20 {
        case 0: try IntentRepository.abandon(intent, at: now, in: store)
        case 1:
            let answer = StoredResponse(status: 422, body: Array(Self.object("refused").utf8))
            try IntentRepository.refuse(intent, response: answer, at: now, in: store)
        case 2, 3: try succeed(intent, number, endingAs: "expired", at: now, in: store)
        default: try succeed(intent, number, endingAs: "completed", at: now, in: store)
        }
    }

    private func succeed(
        _ intent: Intent, _ number: Int, endingAs status: String, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let answer = StoredResponse(status: 201, body: Array(Self.object("waiting").utf8))
        try IntentRepository.succeed(
            intent, upstreamID: "00000000-0000-4000-8000-\(number)", response: answer, at: now, in: store)
        for status in ["waiting", status] {
            let row = MirrorRow(
                status: status, orderID: "order-\(number)", object: Array(Self.object(status).utf8),
                observedAt: "\(now)")
            try ObjectRepository.upsert(row, of: intent, at: now, in: store)
        }
        if share.isPooled(number), status == "completed" {
            let fact = PaymentFact(status: status, totalPaid: try Amount(parsing: "100"), occurredAt: now)
            try BookRepository.apply(.payment(fact), to: intent, at: now, in: store)
        }
        try deliver(status, of: intent, number, at: now, in: store)
    }

    /// One webhook, delivered at once.
    private func deliver(
        _ status: String, of intent: Intent, _ number: Int, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let body = Array(Self.object(status).utf8)
        let event = WebhookEvent(
            id: .make(at: now), accountID: Self.account, tenantID: Self.tenant, intentID: intent.id,
            kind: .payment, upstreamID: intent.upstreamID, name: "payment_status_update", status: status, note: nil,
            body: body, tenantBody: body, receivedAt: now)
        _ = try EventRepository.insert(
            event, dedupeKey: Array("\(intent.id)\(status)".utf8.suffix(32)), in: store)
        let delivery = WebhookDelivery(
            id: .make(at: now), tenantID: Self.tenant, eventID: event.id, accountID: Self.account,
            intentID: intent.id, endpointID: nil, url: "https://shop.example/hooks/cryptofuse",
            lane: "https://shop.example:443", createdAt: now)
        try DeliveryRepository.insert(delivery, order: .strict, in: store)
        try store.execute(
            "UPDATE webhook_deliveries SET status = 'delivered', finished_at = $3 WHERE tenant_id = $1 AND id = $2",
            [.id(Self.tenant), .id(delivery.id), .time(now)])
    }

    /// As long as the guide's own sample.
    private static func object(_ status: String) -> String {
        """
        {"transaction_id":"4c8f5d10-3f63-4a5e-9d0a-1f6a2e0a9a11","status":"\(status)","amount":"100.000000",\
        "currency":"USDTTRC20","amount_usd":"100.00","blockchain_address":"TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE",\
        "created_at":"2025-01-01T10:00:00Z","expiry_time":"2025-01-01T10:30:00Z","is_fee_paid_by_user":false,\
        "payment_url":"https://pay.cryptofuse.example/p/4c8f5d10-3f63-4a5e-9d0a-1f6a2e0a9a11"}
        """
    }

    private func report(_ day: Int, _ made: Int, _ store: SQLiteDatabase, _ file: String) async throws {
        let intents = try await store.read { reader in
            try reader.first("SELECT COUNT(*) FROM intents", []) { try $0.integer() } ?? 0
        }
        let bytes = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
        StoreProbe.say(
            """
            {"day":\(day),"writes":\(made),"file_bytes":\(bytes),"intents":\(intents)}
            """)
    }
}
