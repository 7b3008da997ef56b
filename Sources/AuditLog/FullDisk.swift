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
        /// Since when only what must be written is: the reserve is being used up.
        var isOnReserve = false
        var dropped = 0
        var droppedBefore = 0
    }

    private let state = Mutex(State())
    private let closing = DispatchSemaphore(value: 0)
    private let logger: Logger

    /// Short against `appendDeadline`, so that a moment without room fails nobody.
    private static let pause = DispatchTimeInterval.milliseconds(100)

    private let reserve: AuditReserve

    init(reserve: AuditReserve, logger: Logger) {
        self.reserve = reserve
        self.logger = logger
        if reserve.isWanted, !reserve.restore() { logger.warning("audit: the disk has no room for the log's reserve") }
    }

    var isFull: Bool { state.withLock(\.isFull) }

    /// Whether the record is to be left out: the reserve is for those of money and of administration.
    func leavesOut(_ record: AuditRecord) -> Bool {
        guard record.kind == .request, record.intentID == nil else { return false }
        return state.withLock { state in
            if state.isOnReserve { state.dropped += 1 }
            return state.isOnReserve
        }
    }

    /// How many were left out, once after the disk has room again.
    func takeDropped() -> Int {
        state.withLock { state in
            defer { state.droppedBefore = 0 }
            return state.droppedBefore
        }
    }

    /// Blocks for a moment. False once the log is closing: then nobody waits for room any more.
    func awaitRoom(for path: String) -> Bool {
        if reserve.release() {
            state.withLock { $0.isOnReserve = true }
            logger.critical(
                "audit: the disk is full; the reserve is used for money's records alone", metadata: ["path": "\(path)"])
            return true
        }
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
        guard state.withLock(\.isOnReserve), reserve.restore() else { return }
        let dropped = state.withLock { state in
            state.isOnReserve = false
            state.droppedBefore += state.dropped
            state.dropped = 0
            return state.droppedBefore
        }
        logger.notice("audit: the reserve is there again", metadata: ["records_left_out": "\(dropped)"])
    }

    func close() {
        state.withLock { $0.isClosing = true }
        closing.signal()
    }
}
