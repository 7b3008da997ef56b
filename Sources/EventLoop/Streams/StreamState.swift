/// What a stream may do next. A plain value: the loop tells it what the kernel said and performs what it answers.
///
/// Readiness is edge-triggered: the kernel tells each change once, so that what it told is remembered here until a call
/// shows that it is used up.
package struct StreamState: Hashable, Sendable {
    package enum Phase: Hashable, Sendable { case connecting, open, closed }

    package enum Output: Hashable, Sendable {
        case open
        /// FIN follows what is still unsent; with `closes` the socket is closed behind it.
        case ending(closes: Bool)
        case ended
    }

    package enum Report: Hashable, Sendable {
        /// Ask the socket how the attempt to connect has ended.
        case connected
        case transfer
        case nothing
    }

    package enum ReadStep: Hashable, Sendable {
        case received(Int)
        case inputEnded
        case wait
        case failed(errno: Int32)
    }

    package enum WriteStep: Hashable, Sendable {
        case taken(Int)
        case wait
        case failed(errno: Int32)
    }

    package enum DrainStep: Hashable, Sendable { case goOn, endOutput, close }

    package private(set) var phase: Phase
    package private(set) var output = Output.open
    package private(set) var hasInputEnded = false
    /// The handler wants no input for now.
    package var isPaused = false
    /// The handler asked to be shown what waits.
    package var showsUnread = false
    /// Set when a call failed; the stream ends when the event that it belongs to has been dealt with.
    package private(set) var failure: Int32?
    private var isReadable = false
    private var isWritable: Bool
    /// The peer's FIN or RST has arrived: what a short read leaves is that, and no further report will come.
    private var isEndNear = false

    /// An accepted socket takes output from the start; one that connects when it is connected.
    package init(isConnected: Bool) {
        phase = isConnected ? .open : .connecting
        isWritable = isConnected
    }

    package mutating func report(_ readiness: SocketReadiness) -> Report {
        if !readiness.isDisjoint(with: .readable) { isReadable = true }
        if readiness.contains(.output) { isWritable = true }
        if !readiness.isDisjoint(with: .ending) { isEndNear = true }
        switch phase {
        case .connecting: return readiness.isDisjoint(with: [.output, .error, .hangUp]) ? .nothing : .connected
        case .open: return .transfer
        case .closed: return .nothing
        }
    }

    package mutating func connected() { phase = .open }

    /// Nothing is asked of the kernel any more.
    package mutating func close() { phase = .closed }

    package mutating func fail(errno: Int32) { if failure == nil { failure = errno } }

    // MARK: Input

    package var mayRead: Bool { phase == .open && isReadable && !isPaused && !hasInputEnded && failure == nil }

    /// - Parameter room: how many bytes could have been read; at least 1.
    package mutating func read(_ result: SystemResult, room: Int) -> ReadStep {
        if result.rawValue > 0 {
            if result.rawValue < room, !isEndNear { isReadable = false }
            return .received(result.rawValue)
        }
        isReadable = false
        if result.rawValue == 0 {
            hasInputEnded = true
            return .inputEnded
        }
        return result.wouldBlock ? .wait : .failed(errno: result.errno)
    }

    // MARK: Output

    /// Whether what is written now will be sent, at once or later.
    package var takesOutput: Bool { phase != .closed && output == .open && failure == nil }
    package var mayWrite: Bool { phase == .open && isWritable && output != .ended && failure == nil }

    package mutating func write(_ result: SystemResult) -> WriteStep {
        if !result.isFailure { return .taken(result.rawValue) }
        guard result.wouldBlock else { return .failed(errno: result.errno) }
        isWritable = false
        return .wait
    }

    /// No more output comes. `drained` follows at once when none is unsent.
    package mutating func endOutput(closes: Bool) {
        switch output {
        case .open: output = .ending(closes: closes)
        case .ending(let closesAlready): output = .ending(closes: closes || closesAlready)
        case .ended: break
        }
    }

    /// Everything written was taken by the socket.
    package mutating func drained() -> DrainStep {
        guard phase == .open, case .ending(let closes) = output else { return .goOn }
        output = .ended
        return closes || hasInputEnded ? .close : .endOutput
    }

    /// Both directions are over, each in its order.
    package var isOver: Bool { hasInputEnded && output == .ended }
}
