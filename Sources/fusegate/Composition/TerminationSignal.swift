@preconcurrency import Dispatch
import Foundation

/// SIGTERM and SIGINT, as something to wait for. From its making on they end nothing by themselves, so that a process
/// that is stopped while it starts still stops in order.
final class TerminationSignal: Sendable {
    private let signals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self)
        self.signals = signals
        sources = [SIGTERM, SIGINT].map { number in
            Foundation.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { signal.yield() }
            source.resume()
            return source
        }
    }

    deinit { for source in sources { source.cancel() } }

    /// Returns at the first signal, or when the task is cancelled.
    func wait() async { for await _ in signals { break } }
}
