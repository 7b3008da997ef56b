import Crypto
import HTTPWire
import Logging
import NIOCore
import Policy
import Store

/// Takes the upstream's webhooks in: verified over the raw bytes, attributed, and durable with their deliveries
/// before the upstream gets its 2xx.
package struct WebhookIntake: Sendable {
    /// Callback tokens are ours, and shorter.
    static let tokenBytesMax = 128

    private let database: any Database
    private let directory: any WebhookDirectory
    private let order: DeliveryOrder
    private let logger: Logger
    private let wake: @Sendable ([DeliveryLane]) -> Void

    /// - Parameters:
    ///   - order: The delivery engine's.
    ///   - wake: Tells the delivery engine which lanes have something new: `DeliveryEngine.wake(_:)`.
    package init(
        database: any Database, directory: any WebhookDirectory, order: DeliveryOrder, logger: Logger,
        wake: @escaping @Sendable ([DeliveryLane]) -> Void
    ) {
        self.database = database
        self.directory = directory
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
        account: String, token: String, signature: String?, body: ByteBuffer, now: Timestamp
    ) async -> IntakeResult {
        guard let accountID = AccountID(account), Self.isPlausibleToken(token) else {
            return .unknown
        }
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
            return .malformed(error.description)
        }
        guard let facts = WebhookFacts(json) else { return .malformed("the body is not an object") }
        let received = ReceivedWebhook(
            eventID: .make(at: now), accountID: accountID, token: token, bytes: bytes, json: json, facts: facts,
            order: order, at: now)
        return await store(received)
    }

    private func store(_ received: ReceivedWebhook) async -> IntakeResult {
        let stored: StoredWebhook?
        do {
            stored = try await database.write { try received.store(in: $0) }
        } catch {
            logger.error("a webhook could not be stored", metadata: ["error": "\(error)"])
            return .unavailable
        }
        guard let stored else { return .duplicate }
        if !stored.lanes.isEmpty { wake(stored.lanes) }
        return .accepted(stored.receipt)
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
