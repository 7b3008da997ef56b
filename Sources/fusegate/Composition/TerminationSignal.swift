import Dispatch
import Foundation

/// SIGTERM and SIGINT, as something to wait for.
enum TerminationSignal {
    static func wait() async { await SignalArrivals.handle(SIGTERM, SIGINT) { false } }
}

/// SIGHUP, which asks for the configuration to be read again.
enum HangupSignal {
    /// From now on it does not end the process.
    static func ignore() { Foundation.signal(SIGHUP, SIG_IGN) }

    /// Runs until the task is cancelled.
    static func handle(_ body: () async -> Void) async {
        await SignalArrivals.handle(SIGHUP) {
            await body()
            return true
        }
    }
}

private enum SignalArrivals {
    /// Calls `body` at each arrival, one at a time, until it returns false or the task is cancelled. From the call on,
    /// these signals no longer end the process.
    static func handle(_ numbers: Int32..., body: () async -> Bool) async {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self)
        let sources = numbers.map { number in
            Foundation.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { signal.yield() }
            source.resume()
            return source
        }
        for await _ in signals {
            guard await body() else { break }
        }
        for source in sources { source.cancel() }
    }
}
