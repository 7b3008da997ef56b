import HTTPWire
import Logging
import Policy
import Store
import Objects

/// A withdrawal on its way that nothing was heard of for some time: the upstream is asked, since a webhook may be lost.
struct MirrorRefresher: Sendable {
    let terms: MirrorRefresh
    let database: any Database
    let upstreams: UpstreamRegistry
    let logger: Logger

    /// - Returns: the object as the upstream shows it now, kept and booked; `nil` when there is nothing newer than what
    ///   is known: it is fresh, somebody else is asking, or the upstream does not answer or has no such call.
    func refreshed(_ known: MirroredWithdrawal, at now: Timestamp) async -> JSONValue? {
        guard known.freshness.isStale(at: now, after: terms.age),
            let upstream = upstreams.upstream(of: known.intent.accountID)
        else { return nil }
        do {
            let isOurs = try await database.write { store in
                try ObjectRepository.claimQuestion(about: known.intent, after: known.freshness, at: now, in: store)
            }
            guard isOurs else { return nil }
            let inquiry = UpstreamInquiry(upstream: upstream, deadlines: terms.deadlines)
            let answer = try await inquiry.ask(.objectWithID(known.upstreamID), about: known.intent)
            return try await keep(answer, of: known.intent, at: now)
        } catch {
            logger.notice(
                "a withdrawal could not be refreshed",
                metadata: ["intent": "\(known.intent.id)", "reason": "\(Self.reason(error))"])
            return nil
        }
    }

    private func keep(
        _ answer: UpstreamInquiry.Answer, of intent: Intent, at now: Timestamp
    ) async throws -> JSONValue? {
        if case .contradiction(let reason) = answer.finding {
            logger.critical(
                "the upstream shows another object than it was asked for",
                metadata: ["intent": "\(intent.id)", "reason": "\(reason)"])
        }
        guard let object = answer.object else { return nil }
        return try await database.write { store in
            try ObjectObservation.answer(object).record(of: intent, at: now, in: store)
            return try ObjectRepository.find(intent, in: store).map { try TenantBody.listing(intent, $0) }
        }
    }

    private static func reason(_ error: any Error) -> String {
        (error as? UpstreamInquiry.Unanswered)?.reason ?? "\(error)"
    }
}
