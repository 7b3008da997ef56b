import Dispatch
import Foundation
import Logging
import Synchronization

/// The wait of the writer's thread for room on a full disk.
///
/// A write that finds no room has written a known number of bytes, so it can go on where it stopped: a full disk
/// stalls the log, it does not fail it. The log is unhealthy meanwhile.
final class FullDisk: Sendable {
    private struct State {
        var isFull = false
        var isClosing = false
    }

    private let state = Mutex(State())
    private let closing = DispatchSemaphore(value: 0)
    private let logger: Logger

    /// Short against `appendDeadline`, so that a moment without room fails nobody.
    private static let pause = DispatchTimeInterval.milliseconds(100)

    init(logger: Logger) { self.logger = logger }

    var isFull: Bool { state.withLock(\.isFull) }

    /// Blocks for a moment. False once the log is closing: then nobody waits for room any more.
    func awaitRoom(for path: String) -> Bool {
        let (wasFull, isClosing) = state.withLock { state in
            defer { state.isFull = true }
            return (state.isFull, state.isClosing)
        }
        if !wasFull { logger.critical("audit: no room on the disk, waiting for some", metadata: ["path": "\(path)"]) }
        guard !isClosing else { return false }
        _ = closing.wait(timeout: .now() + Self.pause)
        return true
    }

    func foundRoom() {
        let wasFull = state.withLock { state in
            defer { state.isFull = false }
            return state.isFull
        }
        if wasFull { logger.notice("audit: the disk has room again") }
    }

    func close() {
        state.withLock { $0.isClosing = true }
        closing.signal()
    }
}
