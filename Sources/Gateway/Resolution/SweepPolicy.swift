import Policy
import Store
import Transport

/// How the gateway itself asks the upstream about what is open.
package struct SweepPolicy: Sendable {
    /// Questions to one account at once. What is due beyond them waits its turn, so that doubts never crowd out payments.
    package static let questionsAtOnceMax = 4
    /// How often due questions are looked for.
    package static let pollInterval: Duration = .seconds(1)
    /// So many due questions of each sort are looked at together; a walk through a list finds no more.
    static let dueMax = InquiryPlan.pagesMax * InquiryPlan.pageSize
    /// So many questions about a known id without an object, and what webhooks told of it must do: the documents do not
    /// promise a status call for withdrawals.
    static let questionsBeforeMirror = 3

    /// Of outcomes that nobody read.
    package var outcomes: ResolutionSchedule
    /// Of objects that should have moved.
    package var payments: SweepSchedule
    package var withdrawals: SweepSchedule
    /// Of payments that expired; its last pause does not repeat.
    package var latePayments: SweepSchedule
    /// Of each account, all questions together.
    package var requestsPerMinute: Int
    /// Of one call: shorter than a payment's, as there is always another time, and a stop waits for it.
    package var deadlines: ClientDeadlines
    /// Longer than one question can take: its intent is not asked about twice at once.
    package var lease: Duration

    private static let timeoutMax: Duration = .seconds(10)

    /// - Parameter calls: other calls' deadlines, which may be longer.
    package init(_ schedules: SweepSchedules, within calls: ClientDeadlines) {
        let deadlines = calls.shortened(to: Self.timeoutMax)
        self.init(
            outcomes: schedules.outcomes, payments: schedules.payments, withdrawals: schedules.withdrawals,
            latePayments: schedules.latePayments, requestsPerMinute: schedules.requestsPerMinute,
            deadlines: deadlines,
            // A question is up to two calls, each tried again once with a fresh token, which takes as long as any call.
            lease: deadlines.total * 4 + calls.total * 4)
    }

    package init(
        outcomes: ResolutionSchedule, payments: SweepSchedule, withdrawals: SweepSchedule,
        latePayments: SweepSchedule, requestsPerMinute: Int, deadlines: ClientDeadlines, lease: Duration
    ) {
        self.outcomes = outcomes
        self.payments = payments
        self.withdrawals = withdrawals
        self.latePayments = latePayments
        self.requestsPerMinute = requestsPerMinute
        self.deadlines = deadlines
        self.lease = lease
    }

    var budget: RateLimitSetting { InquiryBudget.setting(requestsPerMinute: requestsPerMinute) }

    var firstPauses: [ObjectKind: Duration] { [.payment: payments.first, .withdrawal: withdrawals.first] }

    /// From a question that ended nothing to the next.
    func pause(after claimed: ClaimedInquiry) -> Duration {
        guard !claimed.isLate else { return latePayments.pause(afterAttempt: claimed.attempt) }
        return switch (claimed.subject, claimed.intent.kind) {
        case (.outcome, _): outcomes.pause(afterAttempt: claimed.attempt)
        case (.object, .payment): payments.pause(afterAttempt: claimed.attempt)
        case (.object, .withdrawal): withdrawals.pause(afterAttempt: claimed.attempt)
        }
    }

    /// Whether nothing more is asked once this question is answered.
    func isLast(_ claimed: ClaimedInquiry) -> Bool {
        claimed.isLate && latePayments.lastingPause(afterAttempt: claimed.attempt) == nil
    }
}
