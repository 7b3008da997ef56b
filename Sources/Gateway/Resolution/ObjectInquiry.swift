import Threading
import HTTPWire
import Policy
import Store
import Transport
import Objects

/// One question to the upstream about the object of one intent, at an operator's wish. What it says is booked and kept.
package struct ObjectInquiry: Sendable {
    private let database: any Database
    private let upstreams: UpstreamRegistry
    private let scheduler: any Scheduler
    private let deadlines: @Sendable () -> ClientDeadlines

    package init(
        database: any Database, upstreams: UpstreamRegistry, scheduler: any Scheduler,
        deadlines: @escaping @Sendable () -> ClientDeadlines
    ) {
        self.database = database
        self.upstreams = upstreams
        self.scheduler = scheduler
        self.deadlines = deadlines
    }

    /// - Throws: the store's error when the answer could not be kept.
    package func ask(about intent: Intent) async throws -> UpstreamWord {
        guard let upstreamID = intent.upstreamID else { return .silent(reason: "nobody knows its upstream id") }
        guard let upstream = upstreams.upstream(of: intent.accountID) else {
            return .silent(reason: "the account is disabled")
        }
        let answer: UpstreamInquiry.Answer
        do throws(UpstreamInquiry.Unanswered) {
            let inquiry = UpstreamInquiry(upstream: upstream, deadlines: deadlines())
            answer = try await inquiry.ask(.objectWithID(upstreamID), about: intent)
        } catch { return .silent(reason: error.reason) }
        guard let object = answer.object else {
            if case .contradiction(let reason) = answer.finding { return .silent(reason: reason) }
            return answer.isDenied ? .denied : .silent(reason: "the upstream has no call that shows it")
        }
        let now = scheduler.now()
        try await database.write { store in
            _ = try ObjectObservation.answer(object).record(of: intent, at: now, in: store)
        }
        return .shown(status: object["status"]?.stringValue)
    }
}
