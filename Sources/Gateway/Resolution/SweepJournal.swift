import HTTPWire
import Policy
import Store
import Objects

/// The durable side of asking: one commit for each answer.
struct SweepJournal: Sendable {
    enum Conclusion: Sendable {
        case answered(UpstreamInquiry.Answer, to: ResolutionQuestion)
        /// No answer; why.
        case waiting(String)
    }

    enum Result: Sendable {
        case settled(upstreamID: String)
        case proven(upstreamID: String)
        /// An object has moved without a webhook.
        case news(status: String?)
        /// An object has not moved.
        case unchanged
        case waiting(finding: String, isContradiction: Bool)
        /// The outcome became known meanwhile: nothing was changed.
        case overtaken
    }

    /// RFC 9110 section 15.3.2, for an account that has not answered a creation yet.
    private static let createdStatus = 201

    let database: any Database

    // MARK: What is due

    /// - Returns: those of the accounts that something is to be asked of now.
    func accounts(_ accounts: [AccountID], dueAt now: Timestamp, _ policy: SweepPolicy) async throws
        -> [AccountID]
    {
        try await database.read { reader in
            try accounts.filter { id in
                try !Self.due(of: id, at: now, policy, limit: 1, in: reader).isEmpty
            }
        }
    }

    /// Lost outcomes first; payments that may be paid late only when nothing else is due.
    func due(of id: AccountID, at now: Timestamp, _ policy: SweepPolicy) async throws -> [DueInquiry] {
        try await database.read { try Self.due(of: id, at: now, policy, limit: SweepPolicy.dueMax, in: $0) }
    }

    private static func due(
        of id: AccountID, at now: Timestamp, _ policy: SweepPolicy, limit: Int, in reader: any SQLReader
    ) throws -> [DueInquiry] {
        let outcomes = try InquiryQueue.dueOutcomes(of: id, at: now, limit: limit, in: reader)
        let objects = try InquiryQueue.dueObjects(
            of: id, at: now, after: policy.firstPauses, limit: limit, in: reader)
        guard outcomes.isEmpty, objects.isEmpty else {
            let asked = Set(outcomes.map(\.intentID))
            return outcomes + objects.filter { !asked.contains($0.intentID) }
        }
        return try InquiryQueue.dueLatePayments(
            of: id, at: now, after: policy.latePayments.first, limit: limit, in: reader)
    }

    /// How deep each lies in the account's list, by the gateway's own count; those that are deeper than any walk goes
    /// are beyond its end.
    ///
    /// - Parameter due: newest first.
    func depths(of due: [DueInquiry], _ kind: ObjectKind, accountID: AccountID) async throws -> [Int] {
        let limit = SweepPolicy.dueMax
        let newest = try await database.read { reader in
            try IntentRepository.newest(of: kind, accountID: accountID, limit: limit, in: reader)
        }
        var depth = 0
        return due.map { inquiry in
            while depth < newest.count, newest[depth] > inquiry.intentID { depth += 1 }
            return depth < newest.count ? depth : limit
        }
    }

    /// Counts the questions before they are asked. What is not due any more is left out.
    func claim(_ due: [DueInquiry], at now: Timestamp, until lease: Timestamp) async throws -> [ClaimedInquiry] {
        guard !due.isEmpty else { return [] }
        return try await database.write { store in
            try due.compactMap { try Self.claim($0, at: now, until: lease, in: store) }
        }
    }

    private static func claim(
        _ due: DueInquiry, at now: Timestamp, until lease: Timestamp, in store: any SQLWriter
    ) throws -> ClaimedInquiry? {
        let claim = try InquiryQueue.of(due.subject).claim(due, at: now, until: lease, in: store)
        guard let claim, let intent = try IntentRepository.find(due.intentID, of: due.tenantID, in: store) else {
            return nil
        }
        return ClaimedInquiry(subject: due.subject, intent: intent, attempt: claim.attempt, isLate: claim.isLate)
    }

    // MARK: What follows

    /// An answer that says the same of many: nothing. A small commit for all of them.
    func postpone(
        _ due: some Sequence<DueInquiry> & Sendable, at now: Timestamp, finding: String,
        until next: @escaping @Sendable (ClaimedInquiry) -> Timestamp
    ) async throws {
        try await database.write { store in
            for inquiry in due {
                guard let claimed = try Self.claim(inquiry, at: now, until: now, in: store) else { continue }
                try InquiryQueue.of(claimed.subject).postpone(
                    claimed.intent, until: next(claimed), finding: finding, in: store)
            }
        }
    }

    /// - Parameters:
    ///   - nextQuestionAt: when to ask again, where that is needed.
    ///   - isLast: whether the schedule ends with an answer to this question.
    func apply(
        _ conclusion: Conclusion, to claimed: ClaimedInquiry, nextQuestionAt: Timestamp, isLast: Bool = false,
        at now: Timestamp
    ) async throws -> Result {
        switch claimed.subject {
        case .outcome:
            let step = ResolutionStep(conclusion, attempt: claimed.attempt)
            return try await apply(step, to: claimed.intent, nextQuestionAt: nextQuestionAt, at: now)
        case .object:
            return try await database.write { store in
                let result = try Self.apply(
                    conclusion, toObjectOf: claimed.intent, nextQuestionAt: nextQuestionAt, at: now, in: store)
                if isLast { try Self.stopAsking(about: claimed.intent, after: result, in: store) }
                return result
            }
        }
    }

    /// Without an answer the question stays open; after news another schedule may have begun.
    private static func stopAsking(
        about intent: Intent, after result: Result, in store: any SQLWriter
    ) throws {
        guard case .unchanged = result else { return }
        try InquiryQueue.objects.remove(intent, in: store)
    }

    private static func apply(
        _ conclusion: Conclusion, toObjectOf intent: Intent, nextQuestionAt: Timestamp, at now: Timestamp,
        in store: any SQLWriter
    ) throws -> Result {
        func wait(_ finding: String, isContradiction: Bool = false) throws -> Result {
            try InquiryQueue.objects.postpone(intent, until: nextQuestionAt, finding: finding, in: store)
            return .waiting(finding: finding, isContradiction: isContradiction)
        }
        guard case .answered(let answer, _) = conclusion else {
            guard case .waiting(let reason) = conclusion else { return .unchanged }
            return try wait(reason)
        }
        switch answer.finding {
        case .nothing: return try wait("the upstream shows no such object")
        case .contradiction(let reason): return try wait(reason, isContradiction: true)
        case .effect:
            let before = try ObjectRepository.status(of: intent, in: store)
            let isNews = try ObjectObservation.answer(answer.object ?? [:]).record(of: intent, at: now, in: store)
            let status = try ObjectRepository.status(of: intent, in: store)
            try ObjectObservation.follow(intent, at: now, in: store)
            try InquiryQueue.objects.postpone(
                intent, until: nextQuestionAt, finding: "it is \(status ?? "without a status")", in: store)
            return isNews && status != before ? .news(status: status) : .unchanged
        }
    }

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
                case .succeeded where try InquiryQueue.outcomes.find(intent, in: store) != nil:
                    result = try Self.observe(step, of: intent, at: now, in: store)
                case .succeeded, .inFlight, .refused, .abandoned: return .overtaken
                }
                if case .waiting(let finding, _) = result {
                    try InquiryQueue.outcomes.postpone(known, until: nextQuestionAt, finding: finding, in: store)
                }
                return result
            }
        } catch is OwnershipConflict {
            let finding = "the object that the upstream shows belongs to another intent"
            try await database.write { store in
                try InquiryQueue.outcomes.postpone(known, until: nextQuestionAt, finding: finding, in: store)
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
            let body = TenantBody.restoring(intent, in: object).serialize()
            return try succeed(intent, upstreamID: upstreamID, body: body, at: now, in: store)
        case .settleFromMirror(let upstreamID):
            guard let row = try ObjectRepository.find(intent, in: store) else {
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
        var isNews = false
        switch step {
        case .askAgain(let finding, let isContradiction):
            return .waiting(finding: finding, isContradiction: isContradiction)
        case .prove(let upstreamID, let object), .settle(let upstreamID, let object):
            guard upstreamID == intent.upstreamID else { return contradiction }
            isNews = try ObjectObservation.answer(object).record(of: intent, at: now, in: store)
        // The upstream shows nothing: what webhooks tell is all there is.
        case .settleFromMirror: break
        }
        try InquiryQueue.outcomes.remove(intent, in: store)
        return isNews ? .news(status: try ObjectRepository.status(of: intent, in: store)) : .unchanged
    }

    private static func succeed(
        _ intent: Intent, upstreamID: String, body: [UInt8], at now: Timestamp, in store: any SQLWriter
    ) throws -> Result {
        let status = try IntentRepository.creationStatus(
            of: intent.kind, accountID: intent.accountID, in: store)
        let response = StoredResponse(status: status ?? createdStatus, body: body, isResolved: true)
        try IntentRepository.succeed(intent, upstreamID: upstreamID, response: response, at: now, in: store)
        return .settled(upstreamID: upstreamID)
    }

    private static let contradiction = Result.waiting(
        finding: "the object that the upstream shows contradicts what is known of the intent", isContradiction: true)
}
