import HTTPWire
import Policy
import Store
import Webhooks

/// The durable side of resolving: one commit for each step.
struct ResolutionJournal: Sendable {
    enum Result: Sendable {
        case settled(upstreamID: String)
        case proven(upstreamID: String)
        case waiting(finding: String, isContradiction: Bool)
        /// The outcome was known, and its object's status was asked for.
        case observed
        /// The outcome became known meanwhile: nothing was changed.
        case overtaken
    }

    /// RFC 9110 section 15.3.2, for an account that has not answered a creation yet.
    private static let createdStatus = 201

    let database: any Database

    /// - Returns: those of the accounts that something is to be asked of now.
    func due(_ credentials: [CredentialID], at now: Timestamp) async throws -> [CredentialID] {
        try await database.read { reader in
            try credentials.filter { id in
                try ResolutionQueue.nextDue(of: id, in: reader).map { $0 <= now } ?? false
            }
        }
    }

    func claim(
        of credentialID: CredentialID, dueAt now: Timestamp, until lease: Timestamp, limit: Int
    ) async throws -> [ClaimedResolution] {
        guard try await !due([credentialID], at: now).isEmpty else { return [] }
        return try await database.write { store in
            try ResolutionQueue.claim(of: credentialID, dueAt: now, until: lease, limit: limit, in: store)
        }
    }

    /// - Parameter nextQuestionAt: when to ask again, where that is needed.
    func apply(
        _ step: ResolutionStep, to known: Intent, nextQuestionAt: Timestamp, at now: Timestamp
    ) async throws -> Result {
        do {
            return try await database.write { store in
                guard let intent = try IntentRepository.find(known.id, of: known.tenantID, in: store) else {
                    return .overtaken
                }
                let result: Result
                switch intent.state {
                case .unknown, .confirmed: result = try Self.apply(step, to: intent, at: now, in: store)
                case .succeeded where try ResolutionQueue.find(intent, in: store) != nil:
                    result = try Self.observe(step, of: intent, at: now, in: store)
                case .succeeded, .inFlight, .refused, .abandoned: return .overtaken
                }
                if case .waiting(let finding, _) = result {
                    try ResolutionQueue.postpone(known, until: nextQuestionAt, finding: finding, in: store)
                }
                return result
            }
        } catch is OwnershipConflict {
            let finding = "the object that the upstream shows belongs to another intent"
            try await database.write { store in
                try ResolutionQueue.postpone(known, until: nextQuestionAt, finding: finding, in: store)
            }
            return .waiting(finding: finding, isContradiction: true)
        }
    }

    private static func apply(
        _ step: ResolutionStep, to intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws -> Result {
        switch step {
        case .askAgain(let finding, let isContradiction):
            return .waiting(finding: finding, isContradiction: isContradiction)
        case .prove(let upstreamID, let object):
            guard try IntentRepository.confirm(intent, upstreamID: upstreamID, at: now, in: store) else {
                return contradiction
            }
            try ObjectObservation.answer(object).record(of: intent, at: now, in: store)
            return .proven(upstreamID: upstreamID)
        case .settle(let upstreamID, let object):
            guard try IntentRepository.confirm(intent, upstreamID: upstreamID, at: now, in: store) else {
                return contradiction
            }
            try ObjectObservation.answer(object).record(of: intent, at: now, in: store)
            let body = TenantBody.restoring(intent, in: object) ?? object.serialize()
            return try succeed(intent, upstreamID: upstreamID, body: body, at: now, in: store)
        case .settleFromMirror(let upstreamID):
            guard let row = try MirrorRepository.find(intent, in: store) else {
                return .waiting(finding: "nothing shows the object \(upstreamID)", isContradiction: false)
            }
            let object = try TenantBody.listing(intent, row)
            try ObjectObservation.answer(object).book(of: intent, at: now, in: store)
            let body = object.serialize()
            return try succeed(intent, upstreamID: upstreamID, body: body, at: now, in: store)
        }
    }

    /// Of an intent whose outcome is known, only the object's status is learnt.
    private static func observe(
        _ step: ResolutionStep, of intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws -> Result {
        switch step {
        case .askAgain(let finding, let isContradiction):
            return .waiting(finding: finding, isContradiction: isContradiction)
        case .prove(let upstreamID, let object), .settle(let upstreamID, let object):
            guard upstreamID == intent.upstreamID else { return contradiction }
            try ObjectObservation.answer(object).record(of: intent, at: now, in: store)
        // The upstream shows nothing: what webhooks tell is all there is.
        case .settleFromMirror: break
        }
        try ResolutionQueue.settle(intent, in: store)
        return .observed
    }

    private static func succeed(
        _ intent: Intent, upstreamID: String, body: [UInt8], at now: Timestamp, in store: any SQLWriter
    ) throws -> Result {
        let status = try IntentRepository.creationStatus(
            of: intent.kind, credentialID: intent.credentialID, in: store)
        let response = StoredResponse(status: status ?? createdStatus, body: body, isResolved: true)
        try IntentRepository.succeed(intent, upstreamID: upstreamID, response: response, at: now, in: store)
        return .settled(upstreamID: upstreamID)
    }

    private static let contradiction = Result.waiting(
        finding: "the object that the upstream shows contradicts what is known of the intent", isContradiction: true)
}
