import Policy
import Store
import Objects

/// The two durable commits around an effect: the claim before it and the outcome after it.
struct EffectJournal: Sendable {
    enum Claim: Sendable {
        case proceed
        case replay(StoredResponse)
        case conflict(GatewayError)
    }

    let database: any Database

    /// First commit: the intent, unless its key or a withdrawal's `custom_id` is already spoken for, and what the books
    /// must know of it.
    ///
    /// - Throws: `WithdrawalRefusal` when the funds cannot be set aside; nothing is stored then.
    func claim(_ intent: Intent, opening: LedgerOpening?) async throws -> Claim {
        try await database.write { store in
            if let key = intent.idempotencyKey,
                let earlier = try IntentRepository.find(tenantID: intent.tenantID, idempotencyKey: key, in: store)
            {
                switch Self.judge(earlier, against: intent) {
                case .proceed: break
                case let decided: return decided
                }
            }
            let now = intent.createdAt
            if try ApprovalRepository.hasRival(of: intent, at: now, in: store) {
                return .conflict(.idempotencyKeyReused())
            }
            if let holder = try ApprovalRepository.holder(ofCustomIDOf: intent, at: now, in: store) {
                return .conflict(.customIDTaken(by: holder))
            }
            if let opening,
                case .awaitsApproval(let id) = try BookRepository.open(opening, for: intent, at: now, in: store)
            {
                return .conflict(.approvalRequired(id, holdsFunds: opening.holdsFunds))
            }
            try IntentRepository.insert(intent, in: store)
            return .proceed
        }
    }

    /// Second commit: outcome and ownership together.
    func record(_ outcome: EffectOutcome, of intent: Intent, at now: Timestamp) async throws {
        try await database.writeFromReserve { store in
            switch outcome {
            case .succeeded(let upstreamID, let response, let object):
                try IntentRepository.succeed(intent, upstreamID: upstreamID, response: response, at: now, in: store)
                try ObjectObservation.creation(object).record(of: intent, at: now, in: store)
            case .refused(let response): try IntentRepository.refuse(intent, response: response, at: now, in: store)
            case .turnedAway, .abandoned: try IntentRepository.abandon(intent, at: now, in: store)
            case .unknown: try IntentRepository.loseOutcome(intent, at: now, in: store)
            }
        }
    }

    /// The outcome could not be recorded as it was read.
    func lose(_ intent: Intent, at now: Timestamp) async throws {
        try await database.writeFromReserve { store in try IntentRepository.loseOutcome(intent, at: now, in: store) }
    }

    private static func judge(_ earlier: Intent, against intent: Intent) -> Claim {
        let decision = IdempotencyDecision(
            state: earlier.state, sameFingerprint: earlier.fingerprint == intent.fingerprint)
        switch decision {
        case .proceed: return .proceed
        case .replay:
            guard let response = earlier.response else { return .conflict(unknown(earlier)) }
            return .replay(response)
        case .conflictInFlight: return .conflict(.idempotencyKeyInUse())
        case .conflictPayload: return .conflict(.idempotencyKeyReused())
        case .conflictUnknown: return .conflict(unknown(earlier))
        }
    }

    private static func unknown(_ intent: Intent) -> GatewayError {
        .outcomeUnknown(
            status: 409, origin: .upstream, intent: intent.id, reason: "the earlier request's outcome is unknown")
    }
}
