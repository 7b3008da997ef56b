import Foundation
import Synchronization

/// Written by `SignalPipe` once, before the first handler that reads it is installed.
nonisolated(unsafe) private var signalPipeInput: Int32 = -1

/// Takes signals by handlers that write to a pipe, from which a thread reads them. The kernel gives a signal to whichever
/// thread it likes, and Dispatch's sources lose one now and then: its main thread sleeps with every signal open.
final class SignalPipe: Sendable {
    static let shared = SignalPipe()

    private let receivers = Mutex<[Int32: AsyncStream<Void>.Continuation]>([:])

    private init() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { fatalError("no pipe for signals: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A handler must not wait: where so many are unread, one more tells nothing new.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        signalPipeInput = ends[1]
        Thread.detachNewThread { [output = ends[0]] in Self.shared.read(from: output) }
    }

    /// The signal ends nothing by itself from now on.
    func deliver(_ number: Int32, to receiver: AsyncStream<Void>.Continuation) {
        receivers.withLock { $0[number] = receiver }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(signalPipeInput, &byte, 1)
            errno = saved
        }
        action.sa_flags = SA_RESTART
        sigaction(number, &action, nil)
    }

    /// Until the process ends.
    private func read(from output: Int32) {
        Self.openSignals()
        var byte: UInt8 = 0
        while true {
            let count = Foundation.read(output, &byte, 1)
            guard count == 1 || errno == EINTR else { return }
            if count == 1 { receivers.withLock { $0[Int32(byte)] }?.yield() }
        }
    }

    /// So that there is always one thread that a signal can be given to.
    private static func openSignals() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}
