import EventLoop

/// Keeps what it hears, and does what the test says.
final class RecordingHandler: StreamHandler {
    enum Event: Hashable {
        case opened, received([UInt8]), inputEnded, drained, deadline, drainBegan, closed(StreamEnd)
    }

    private(set) var events: [Event] = []
    private(set) var stream = SlabHandle(rawValue: 0)
    var onReceived: (_ bytes: [UInt8], _ loop: SocketLoop) -> Int = { bytes, _ in bytes.count }
    var onOpened: (_ loop: SocketLoop) -> Void = { _ in }
    var onInputEnded: (_ loop: SocketLoop) -> Void = { _ in }
    var onDeadline: (_ loop: SocketLoop) -> Void = { _ in }
    var onClosed: () -> Void = {}
    var onDrain: (_ loop: SocketLoop) -> Void = { _ in }

    var received: [UInt8] {
        events.flatMap { event in
            if case .received(let bytes) = event { bytes } else { [UInt8]() }
        }
    }

    var end: StreamEnd? {
        guard case .closed(let end) = events.last else { return nil }
        return end
    }

    func opened(_ stream: SlabHandle, on loop: SocketLoop) {
        self.stream = stream
        events.append(.opened)
        onOpened(loop)
    }

    func received(_ bytes: Span<UInt8>, from stream: SlabHandle, on loop: SocketLoop) -> Int {
        let bytes = bytes.withUnsafeBufferPointer { Array($0) }
        let place = events.count
        events.append(.received([]))
        let consumed = onReceived(bytes, loop)
        events[place] = .received(Array(bytes.prefix(consumed)))
        return consumed
    }

    func inputEnded(of stream: SlabHandle, on loop: SocketLoop) {
        events.append(.inputEnded)
        onInputEnded(loop)
    }

    func drained(_ stream: SlabHandle, on loop: SocketLoop) { events.append(.drained) }

    func deadlinePassed(of stream: SlabHandle, on loop: SocketLoop) {
        events.append(.deadline)
        onDeadline(loop)
    }

    func drainBegan(on stream: SlabHandle, of loop: SocketLoop) {
        events.append(.drainBegan)
        onDrain(loop)
    }

    func closed(_ stream: SlabHandle, because end: StreamEnd, on loop: SocketLoop) {
        events.append(.closed(end))
        onClosed()
    }
}

/// Gives each connection a handler that the test made or that is made as it says.
final class RecordingAcceptor: StreamAcceptor {
    private let make: () -> RecordingHandler?
    private(set) var handlers: [RecordingHandler] = []
    private(set) var failures: [LoopError] = []
    private(set) var peers: [SocketEndpoint?] = []

    init(_ make: @escaping () -> RecordingHandler? = { RecordingHandler() }) { self.make = make }

    func handler(forPeer peer: SocketEndpoint?, on loop: SocketLoop) -> (any StreamHandler)? {
        peers.append(peer)
        guard let handler = make() else { return nil }
        handlers.append(handler)
        return handler
    }

    func acceptFailed(_ error: LoopError, on loop: SocketLoop) { failures.append(error) }
}
