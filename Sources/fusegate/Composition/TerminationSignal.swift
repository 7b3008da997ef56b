import Foundation

/// SIGTERM and SIGINT, and where nothing else is made of it SIGHUP, as something to wait for. From its making on they end nothing by themselves, so that a process
/// that is stopped while it starts still stops in order.
final class TerminationSignal: Sendable {
    private let signals: SignalArrivals

    /// - Parameter takesHangup: a terminal that closes ends the process, in order too.
    init(takesHangup: Bool = false) {
        signals = takesHangup ? SignalArrivals(SIGTERM, SIGINT, SIGHUP) : SignalArrivals(SIGTERM, SIGINT)
    }

    /// Returns at the first signal, or when the task is cancelled.
    func wait() async { for await _ in signals.arrivals { break } }
}

/// SIGHUP, which asks for the configuration to be read again. From its making on it does not end the process.
final class HangupSignal: Sendable {
    private let signals = SignalArrivals(SIGHUP)

    /// Runs `body` at each arrival, one at a time, until the task is cancelled.
    func handle(_ body: () async -> Void) async { for await _ in signals.arrivals { await body() } }
}

/// Arrivals of some signals, each of which is told to one such object.
private final class SignalArrivals: Sendable {
    let arrivals: AsyncStream<Void>

    init(_ numbers: Int32...) {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        self.arrivals = arrivals
        for number in numbers { SignalPipe.shared.deliver(number, to: arrival) }
    }
}
