import Policy
import Store

/// Identifiers and intents that differ only where a test says so.
enum IntentFixture {
    static let now = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)
    static let account = AccountID(ulid: ULID(value: 0xC))
    static let tenant = TenantID(ulid: ULID(value: 0xA))
    static let otherTenant = TenantID(ulid: ULID(value: 0xB))
    static let answer = StoredResponse(status: 201, body: Array(#"{"transaction_id":"tx-1"}"#.utf8))

    static func intent(
        _ number: UInt128, tenant: TenantID = tenant, account: AccountID = account,
        kind: ObjectKind = .payment, key: String? = nil, token: String? = nil, claimedCustomID: String? = nil,
        at created: Timestamp = now
    ) -> Intent {
        Intent(
            id: IntentID(ulid: ULID(value: number)), tenantID: tenant, accountID: account, kind: kind,
            idempotencyKey: key, fingerprint: [UInt8](repeating: 5, count: 32),
            callbackToken: token ?? "token-\(number)",
            tenantCallbackURL: "https://shop.example/hook", tenantOrderID: #""A-1""#, tenantCustomID: "17",
            claimedCustomID: claimedCustomID, createdAt: created)
    }

    static func due(_ intent: Intent, _ subject: DueInquiry.Subject) -> DueInquiry {
        DueInquiry(
            subject: subject, intentID: intent.id, tenantID: intent.tenantID, kind: intent.kind,
            upstreamID: intent.upstreamID, createdAt: intent.createdAt)
    }

    /// Drives a stored intent into `state` along legal transitions only.
    static func bring(
        _ intent: Intent, to state: IntentState, at now: Timestamp = now, in store: any SQLWriter
    ) throws {
        switch state {
        case .inFlight: break
        case .succeeded:
            try IntentRepository.succeed(intent, upstreamID: "tx-\(intent.id)", response: answer, at: now, in: store)
        case .refused:
            try IntentRepository.refuse(intent, response: StoredResponse(status: 400, body: [1]), at: now, in: store)
        case .abandoned: try IntentRepository.abandon(intent, at: now, in: store)
        case .unknown: try IntentRepository.loseOutcome(intent, at: now, in: store)
        case .confirmed:
            _ = try IntentRepository.confirm(intent, upstreamID: "tx-\(intent.id)", at: now, in: store)
        }
    }
}
