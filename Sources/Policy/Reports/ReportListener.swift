/// Hears of everything that happened, each thing once, when it is over. Where it happened knows nothing of who listens.
///
/// Called on the path of requests, from any thread: it neither blocks nor waits.
package protocol ReportListener: Sendable {
    func hear(_ exchange: ExchangeReport)
    func hear(_ attempt: AttemptReport)
    func hear(_ action: ActionReport)
}
