import AuditLog
import Crypto
import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Transport

/// Takes the upstream's webhooks in: verified over the raw bytes, attributed, and durable with their deliveries
/// before the upstream gets its 2xx.
package struct WebhookIntake: Sendable {
    /// Callback tokens are ours, and shorter.
    static let tokenBytesMax = 128

    private let database: any Database
    private let directory: any WebhookDirectory
    private let audit: any AuditTrail
    private let order: DeliveryOrder
    private let logger: Logger
    private let wake: @Sendable ([DeliveryLane]) -> Void

    /// - Parameters:
    ///   - order: The delivery engine's.
    ///   - wake: Tells the delivery engine which lanes have something new: `DeliveryEngine.wake(_:)`.
    package init(
        database: any Database, directory: any WebhookDirectory, audit: any AuditTrail, order: DeliveryOrder,
        logger: Logger, wake: @escaping @Sendable ([DeliveryLane]) -> Void
    ) {
        self.database = database
        self.directory = directory
        self.audit = audit
        self.order = order
        self.logger = logger
        self.wake = wake
    }

    /// Whether the address is one that the upstream was given, so that it is worth reading what was sent there.
    package func expects(account: String, token: String) async -> Bool {
        guard let accountID = AccountID(account), Self.isPlausibleToken(token),
            !directory.webhookSecrets(of: accountID).isEmpty
        else { return false }
        do {
            return try await database.read { reader in
                try IntentRepository.find(callbackToken: token, accountID: accountID, in: reader) != nil
            }
        } catch {
            // In doubt it may be the upstream, which is to hear that it must call again.
            logger.error("a callback address could not be looked up", metadata: ["error": "\(error)"])
            return true
        }
    }

    /// One `POST /hooks/cryptofuse/{account}/{token}`.
    ///
    /// - Parameters:
    ///   - signature: `X-Webhook-Signature` as received.
    ///   - body: Raw; the caller has bounded it.
    package func accept(
        account: String, token: String, signature: String?, body: ByteBuffer, from addresses: PeerAddresses,
        now: Timestamp
    ) async -> IntakeResult {
        guard let accountID = AccountID(account), Self.isPlausibleToken(token) else {
            return .unknown
        }
        let trace = Trace(at: now, accountID: accountID, addresses: addresses)
        let secrets = directory.webhookSecrets(of: accountID)
        guard !secrets.isEmpty else { return .unknown }
        let bytes = Array(buffer: body)
        guard let signature, CallbackSignature.verify(signature, over: bytes, secrets: secrets) else {
            return .badSignature
        }
        let json: JSONValue
        do {
            json = try JSONValue.parse(bytes)
        } catch {
            return record(.malformed(error.description), trace)
        }
        guard let facts = WebhookFacts(json) else { return record(.malformed("the body is not an object"), trace) }
        let received = ReceivedWebhook(
            eventID: .make(at: now), accountID: accountID, token: token, bytes: bytes, json: json, facts: facts,
            order: order, at: now)
        return await store(received, trace)
    }

    private func store(_ received: ReceivedWebhook, _ trace: Trace) async -> IntakeResult {
        let stored: StoredWebhook?
        do {
            stored = try await database.write { try received.store(in: $0) }
        } catch {
            logger.error("a webhook could not be stored", metadata: ["error": "\(error)"])
            return record(.unavailable, trace)
        }
        guard let stored else { return .duplicate }
        if !stored.lanes.isEmpty { wake(stored.lanes) }
        if let note = stored.event.note {
            logger.warning("doubtful webhook", metadata: ["event": "\(stored.event.id)", "note": "\(note)"])
        }
        do {
            try await audit.appendDurably(trace.record(of: stored))
        } catch {
            // The upstream calls again, and finds the event stored: what is lost is one line, and it is not silent.
            logger.error("a webhook could not be audited", metadata: ["error": "\(error)"])
            return .unavailable
        }
        return .accepted(stored.event.id)
    }

    /// Of what is the upstream's own. The rest may come in any number, and is counted by whoever answers it.
    private func record(_ result: IntakeResult, _ trace: Trace) -> IntakeResult {
        audit.append(trace.record(of: result))
        return result
    }

    /// What a path segment of ours may hold; anything else is somebody else's URL.
    private static func isPlausibleToken(_ token: String) -> Bool {
        (1...tokenBytesMax).contains(token.utf8.count)
            && token.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

/// The audit's view of one call. The token is a secret and stays out.
private struct Trace {
    let at: Timestamp
    let accountID: AccountID
    let addresses: PeerAddresses

    func record(of result: IntakeResult) -> AuditRecord {
        var record = base(status: result.status, result: result.word)
        if case .malformed(let reason) = result { record.details.append(("reason", reason)) }
        return record
    }

    func record(of stored: StoredWebhook) -> AuditRecord {
        let event = stored.event
        var record = base(status: 200, result: event.tenantID == nil ? "unattributed" : "accepted")
        record.tenantID = event.tenantID
        record.intentID = event.intentID
        record.upstreamID = event.upstreamID
        record.details.append(("event", event.id.description))
        if let status = event.status { record.details.append(("status", status)) }
        if let note = event.note { record.details.append(("note", note)) }
        record.details.append(("deliveries", String(stored.lanes.count)))
        return record
    }

    private func base(status: Int, result: String) -> AuditRecord {
        AuditRecord(
            kind: .webhook, at: at, method: "POST", path: "/hooks/cryptofuse/{account}/{token}", status: status,
            result: result, details: [("account", accountID.description)], peer: addresses.peer,
            client: addresses.client)
    }
}

extension IntakeResult {
    fileprivate var word: String {
        switch self {
        case .accepted: "accepted"
        case .duplicate: "duplicate"
        case .badSignature: "bad_signature"
        case .unknown: "unknown"
        case .malformed: "malformed"
        case .unavailable: "unavailable"
        }
    }
}
