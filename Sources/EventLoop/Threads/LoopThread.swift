import Synchronization
import Threading

/// A loop on a thread of its own.
package final class LoopThread: Sendable {
    package let loop: SocketLoop
    private let ended = Completion()

    package init(_ loop: SocketLoop, name: String) {
        self.loop = loop
        WorkerThread.start(name: name) { [loop, ended] in
            loop.run()
            ended.fulfil()
        }
    }

    /// Returns when the present turn is over and no other will come.
    package func stop() async {
        loop.stop()
        await ended.wait()
    }

    /// Lets what has begun be finished, until `deadline` (monotonic nanoseconds), and ends the thread.
    package func drain(until deadline: UInt64) async {
        loop.submit { $0.drain(until: deadline) }
        await ended.wait()
    }
}
