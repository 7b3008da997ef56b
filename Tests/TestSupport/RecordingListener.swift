import Policy
import Synchronization

/// Keeps what it hears.
package final class RecordingListener: ReportListener {
    private struct Heard {
        var exchanges: [ExchangeReport] = []
        var attempts: [AttemptReport] = []
        var actions: [ActionReport] = []
    }

    private let heard = Mutex(Heard())

    package init() {}

    package var exchanges: [ExchangeReport] { heard.withLock { $0.exchanges } }
    package var attempts: [AttemptReport] { heard.withLock { $0.attempts } }
    package var actions: [ActionReport] { heard.withLock { $0.actions } }

    package func hear(_ exchange: ExchangeReport) { heard.withLock { $0.exchanges.append(exchange) } }
    package func hear(_ attempt: AttemptReport) { heard.withLock { $0.attempts.append(attempt) } }
    package func hear(_ action: ActionReport) { heard.withLock { $0.actions.append(action) } }
}
