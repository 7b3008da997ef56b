/// How long what is stored is kept, and what goes when.
package struct RetentionPolicy: Hashable, Sendable {
    /// Keys and answers of each kind, from when the outcome became known.
    package var paymentAnswers: Duration
    package var withdrawalAnswers: Duration
    /// Webhooks: their bodies, finished deliveries, and events that no intent explains.
    package var webhooks: Duration
    /// Requests that were refused or had no effect, from when that became known.
    package var failedRequests: Duration
    /// Payments and withdrawals that are final, from the last news of them.
    package var objects: Duration

    package init(
        paymentAnswers: Duration = .seconds(72 * 3600), withdrawalAnswers: Duration = .seconds(720 * 3600),
        webhooks: Duration = .seconds(720 * 3600), failedRequests: Duration = .seconds(90 * 86_400),
        objects: Duration = .seconds(540 * 86_400)
    ) {
        self.paymentAnswers = paymentAnswers
        self.withdrawalAnswers = withdrawalAnswers
        self.webhooks = webhooks
        self.failedRequests = failedRequests
        self.objects = objects
    }

    /// What goes without a trace, in the order in which it goes: later steps rest on earlier ones.
    package enum Step: String, CaseIterable, Sendable {
        case paymentAnswers, withdrawalAnswers, webhooks, strayEvents, failedRequests, approvals
    }

    /// What is older than this may go.
    package func deadline(of step: Step, at now: Timestamp) -> Timestamp {
        let kept =
            switch step {
            case .paymentAnswers: paymentAnswers
            case .withdrawalAnswers: withdrawalAnswers
            case .webhooks, .strayEvents: webhooks
            case .failedRequests: failedRequests
            case .approvals: objects
            }
        return now.advanced(by: .zero - kept)
    }

    /// What is final and older than this may be archived.
    package func archiveDeadline(at now: Timestamp) -> Timestamp { now.advanced(by: .zero - objects) }
}
