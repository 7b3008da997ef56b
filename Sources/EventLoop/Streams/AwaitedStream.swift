/// A stream for linear async code, which runs as a task of the stream's own loop: it waits for what it needs next.
///
/// Input waits in the loop's buffers until it is consumed. Only one task may wait at a time.
// Unchecked: every member is touched on the loop's thread only.
package final class AwaitedStream: StreamHandler, @unchecked Sendable {
    package enum Wake: Hashable, Sendable {
        /// There is input that was not shown yet.
        case input
        /// The peer has ended its direction, and all input was shown.
        case inputEnded
        /// What was waited for is the case: connected, or everything sent.
        case ready
        case timedOut
        case interrupted
        case closed
    }

    package let loop: SocketLoop
    package private(set) var stream = SlabHandle(rawValue: 0)
    /// Why the stream is over; `nil` while it is not.
    package private(set) var end: StreamEnd?
    private var isOpen = false
    private var hasNewInput = false
    /// What waited when the stream ended.
    private var lastInput: [UInt8] = []
    private var hasInputEnded = false
    private var isInterrupted = false
    private var waiter: UnsafeContinuation<Wake, Never>?
    private let whenOpened: (AwaitedStream) -> Void

    /// - Parameter whenOpened: called once, when there is a connection; starts the task that serves an accepted one.
    package init(on loop: SocketLoop, whenOpened: @escaping (AwaitedStream) -> Void = { _ in }) {
        self.loop = loop
        self.whenOpened = whenOpened
    }

    /// Begins to connect; `waitUntilOpen` says how that ends.
    package static func connect(to endpoint: SocketEndpoint, on loop: SocketLoop) throws(LoopError) -> AwaitedStream {
        let awaited = AwaitedStream(on: loop)
        awaited.stream = try loop.connect(to: endpoint, handler: awaited)
        return awaited
    }

    // MARK: For the task

    /// - Parameter deadline: in monotonic nanoseconds (`SocketLoop.now`).
    package func waitUntilOpen(until deadline: UInt64) async -> Wake {
        while !isOpen {
            if end != nil { return .closed }
            let wake = await wait(until: deadline)
            if wake == .timedOut || wake == .interrupted { return wake }
        }
        return .ready
    }

    /// `.input` at once when some was not shown yet; `.inputEnded` and `.closed` only after all of it was.
    package func waitForInput(until deadline: UInt64) async -> Wake {
        while true {
            if hasNewInput { return .input }
            if end != nil { return .closed }
            if hasInputEnded { return .inputEnded }
            let wake = await wait(until: deadline)
            if wake == .timedOut || wake == .interrupted { return wake }
        }
    }

    /// Until the socket has taken everything that was written.
    package func waitUntilSent(until deadline: UInt64) async -> Wake {
        while end == nil, loop.unsentBytes(of: stream) > 0 {
            let wake = await wait(until: deadline)
            if wake == .timedOut || wake == .interrupted { return wake }
        }
        return end == nil ? .ready : .closed
    }

    /// Shows everything that waits.
    ///
    /// - Parameter body: returns how many of the bytes, from the first on, it has consumed; the others are shown again with
    ///   what follows them.
    package func consumeInput(_ body: (Span<UInt8>) -> Int) {
        hasNewInput = false
        guard end != nil else { return loop.consumeInput(of: stream, body) }
        if !lastInput.isEmpty { lastInput.removeFirst(body(lastInput.span)) }
    }

    /// Wakes the task that waits, or the next one that would wait, with `.interrupted`.
    package func interrupt() {
        loop.preconditionOnLoop()
        if waiter == nil { isInterrupted = true } else { resume(.interrupted) }
    }

    private func wait(until deadline: UInt64) async -> Wake {
        loop.preconditionOnLoop()
        precondition(waiter == nil, "two tasks wait on one stream")
        if isInterrupted {
            isInterrupted = false
            return .interrupted
        }
        loop.setDeadline(of: stream, at: deadline)
        // Resumed exactly once: `resume` takes the waiter out, and `closed` comes at the latest.
        return await withUnsafeContinuation { waiter = $0 }
    }

    private func resume(_ wake: Wake) {
        guard let waiter else { return }
        self.waiter = nil
        loop.clearDeadline(of: stream)
        waiter.resume(returning: wake)
    }

    // MARK: For the loop

    package func opened(_ stream: SlabHandle, on loop: SocketLoop) {
        self.stream = stream
        isOpen = true
        resume(.ready)
        whenOpened(self)
    }

    package func received(_ bytes: Span<UInt8>, from stream: SlabHandle, on loop: SocketLoop) -> Int {
        hasNewInput = true
        resume(.input)
        return 0
    }

    package func inputEnded(of stream: SlabHandle, on loop: SocketLoop) {
        hasInputEnded = true
        resume(.inputEnded)
    }

    package func drained(_ stream: SlabHandle, on loop: SocketLoop) { resume(.ready) }

    package func deadlinePassed(of stream: SlabHandle, on loop: SocketLoop) { resume(.timedOut) }

    package func drainBegan(on stream: SlabHandle, of loop: SocketLoop) { interrupt() }

    package func closed(_ stream: SlabHandle, because end: StreamEnd, on loop: SocketLoop) {
        loop.consumeInput(of: stream) { bytes in
            lastInput = bytes.withUnsafeBufferPointer { Array($0) }
            return bytes.count
        }
        self.end = end
        resume(.closed)
    }
}
