import Foundation
import Testing

@testable import fusegate

@Suite struct TerminationSignalTests {
    /// The kernel gives a process's signal to any thread that does not block it, also to one that is about to end.
    @Test(.timeLimit(.minutes(1))) func whicheverThreadTakesASignalItArrives() async {
        let hangup = HangupSignal()
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let handling = Task { await hangup.handle { arrival.yield() } }
        var seen = arrivals.makeAsyncIterator()
        for _ in 0..<100 {
            Thread.detachNewThread {
                var signals = sigset_t()
                sigemptyset(&signals)
                sigaddset(&signals, SIGHUP)
                pthread_sigmask(SIG_UNBLOCK, &signals, nil)
                raise(SIGHUP)
            }
            await seen.next()
        }
        handling.cancel()
        await handling.value
    }
}
