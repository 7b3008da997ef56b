import Policy
import Transport

/// How the resolver asks.
package struct ResolutionPolicy: Sendable {
    /// Questions to one account at once. What is due beyond them waits its turn, so that doubts never crowd out payments.
    package static let questionsAtOnceMax = 4
    /// How often due questions are looked for.
    package static let pollInterval: Duration = .seconds(1)
    /// So many questions about a known id without an object, and what webhooks told of it must do: the documents do not
    /// promise a status call for withdrawals.
    static let questionsBeforeMirror = 3

    package var schedule: ResolutionSchedule
    /// Of one call: shorter than a payment's, as there is always another time, and a stop waits for it.
    package var deadlines: ClientDeadlines
    /// Longer than one question can take: its intent is not asked about twice at once.
    package var lease: Duration

    package init(schedule: ResolutionSchedule, deadlines: ClientDeadlines, lease: Duration) {
        self.schedule = schedule
        self.deadlines = deadlines
        self.lease = lease
    }
}
