import EventLoop
import Glibc
import TestSupport

/// A kernel that a test owns: sockets are values here, time passes only while the loop waits, and every call is interrupted,
/// cut short or put off as the seed has it.
final class SimulatedKernel: Kernel {
    struct Socket {
        var token: UInt64?
        var isListener = false
        var waiting: [Int32] = []
        /// What the loop's side has to read, and whether FIN stands behind it.
        var input: [UInt8] = []
        var hasInputEnded = false
        /// What the loop's side has written and the peer has not taken, at most `window`.
        var output: [UInt8] = []
        var window = 4096
        var hasOutputEnded = false
        var wasReset = false
        /// Of the next use.
        var error: Int32 = 0
        var isConnected = true
        /// Whether `error` waits until the input was read.
        var failsAfterInput = false
    }

    private(set) var sockets: [Int32: Socket] = [:]
    /// Changes that no `wait` has reported yet.
    private var edges: [(descriptor: Int32, readiness: SocketReadiness)] = []
    private var reports: [ReadyEvent] = []
    private(set) var time: UInt64 = 1_000_000_000
    private(set) var wakeUps = 0
    private var closed: [Int32: [UInt8]] = [:]
    private var nextDescriptor: Int32 = 10
    private var random: SeededGenerator
    /// Whether calls are interrupted, cut short and put off.
    var isUnkind: Bool
    /// Descriptors that may be open at once.
    var descriptorsMax = Int.max
    /// What the peer of a connecting socket does.
    var connectResult: Int32 = 0
    /// The last attempt to connect.
    private(set) var connected: Int32?

    init(seed: UInt64 = 1, isUnkind: Bool = false) {
        random = SeededGenerator(seed: seed)
        self.isUnkind = isUnkind
    }

    private func happens(oneIn chance: UInt64) -> Bool { isUnkind && random.next() % chance == 0 }

    private func open(_ socket: Socket) -> SystemResult {
        guard sockets.count < descriptorsMax else { return .failure(EMFILE) }
        nextDescriptor += 1
        sockets[nextDescriptor] = socket
        return SystemResult(Int(nextDescriptor))
    }

    private func raise(_ descriptor: Int32, _ readiness: SocketReadiness) {
        guard sockets[descriptor]?.token != nil else { return }
        edges.append((descriptor, readiness))
    }

    // MARK: The peer's side

    /// A client connects.
    ///
    /// - Returns: the descriptor of the loop's side, which waits to be accepted.
    func arrive(at listener: Int32) -> Int32 {
        nextDescriptor += 1
        sockets[nextDescriptor] = Socket()
        sockets[listener]?.waiting.append(nextDescriptor)
        return nextDescriptor
    }

    func send(_ bytes: [UInt8], to descriptor: Int32) {
        sockets[descriptor]?.input += bytes
        raise(descriptor, .input)
    }

    func finish(_ descriptor: Int32) {
        sockets[descriptor]?.hasInputEnded = true
        raise(descriptor, [.input, .inputEnd])
    }

    func breakOff(_ descriptor: Int32) {
        sockets[descriptor]?.error = ECONNRESET
        raise(descriptor, [.input, .output, .error, .hangUp, .inputEnd])
    }

    /// A reset behind what was sent.
    func failAfterInput(_ descriptor: Int32) {
        sockets[descriptor]?.failsAfterInput = true
        breakOff(descriptor)
    }

    /// The peer takes what was written, and so makes room.
    func take(from descriptor: Int32, atMost count: Int = .max) -> [UInt8] {
        guard let output = sockets[descriptor]?.output, !output.isEmpty else { return [] }
        let wasFull = output.count >= (sockets[descriptor]?.window ?? 0)
        let taken = Array(output.prefix(count))
        sockets[descriptor]?.output.removeFirst(taken.count)
        if wasFull { raise(descriptor, .output) }
        return taken
    }

    /// What the peer can still take of a socket that the loop's side has closed.
    func lastOutput(of descriptor: Int32) -> [UInt8] { closed[descriptor] ?? [] }

    func setWindow(_ window: Int, of descriptor: Int32) { sockets[descriptor]?.window = window }

    var listener: Int32? { sockets.first { $0.value.isListener }?.key }
    var isQuiet: Bool { edges.isEmpty && !hasWaitingListener }

    func pass(_ nanoseconds: UInt64) { time += nanoseconds }

    private var hasWaitingListener: Bool {
        sockets.values.contains { $0.isListener && $0.token != nil && !$0.waiting.isEmpty }
    }

    // MARK: Kernel

    func monotonicNanoseconds() -> UInt64 { time }

    func wait(milliseconds: Int32) -> SystemResult {
        if happens(oneIn: 8) { return .failure(EINTR) }
        reports = []
        for (descriptor, socket) in sockets where socket.isListener && !socket.waiting.isEmpty {
            if let token = socket.token { reports.append(ReadyEvent(token: token, readiness: .input)) }
            _ = descriptor
        }
        let due = edges
        edges = []
        for (descriptor, readiness) in isUnkind ? due.shuffled(using: &random) : due {
            guard let token = sockets[descriptor]?.token else { continue }
            // A report that is put off stays true.
            if happens(oneIn: 4) {
                edges.append((descriptor, readiness))
            } else {
                reports.append(ReadyEvent(token: token, readiness: readiness))
            }
        }
        if reports.isEmpty, milliseconds > 0 { time += UInt64(milliseconds) * 1_000_000 }
        return SystemResult(reports.count)
    }

    func report(at index: Int) -> ReadyEvent { reports[index] }

    func watch(_ stream: Int32, token: UInt64) -> SystemResult {
        guard let socket = sockets[stream] else { return .failure(EBADF) }
        sockets[stream]?.token = token
        if socket.isConnected { raise(stream, socket.input.isEmpty ? .output : [.input, .output]) }
        if socket.hasInputEnded { raise(stream, [.input, .inputEnd]) }
        if socket.error != 0 { raise(stream, [.input, .error, .hangUp]) }
        return SystemResult(0)
    }

    func watchListener(_ listener: Int32, token: UInt64) -> SystemResult {
        sockets[listener]?.token = token
        return SystemResult(0)
    }

    func unwatch(_ descriptor: Int32) { sockets[descriptor]?.token = nil }

    func listen(at endpoint: SocketEndpoint, options: ListenOptions) -> SystemResult {
        open(Socket(isListener: true))
    }

    func accept(_ listener: Int32, peer: inout SocketEndpoint?) -> SystemResult {
        if happens(oneIn: 4) { return .failure(EINTR) }
        if happens(oneIn: 16) { return .failure(ECONNABORTED) }
        guard let first = sockets[listener]?.waiting.first else { return .failure(EAGAIN) }
        let waiting = sockets.values.reduce(0) { $0 + $1.waiting.count }
        guard sockets.count - waiting < descriptorsMax else { return .failure(EMFILE) }
        sockets[listener]?.waiting.removeFirst()
        return SystemResult(Int(first))
    }

    func socket(for endpoint: SocketEndpoint) -> SystemResult {
        open(Socket(isConnected: false))
    }

    func connect(_ socket: Int32, to endpoint: SocketEndpoint) -> SystemResult {
        connected = socket
        if happens(oneIn: 4) { return .failure(EINTR) }
        return .failure(EINPROGRESS)
    }

    /// The attempt ends as `connectResult` says.
    func finishConnecting() {
        guard let connected else { return }
        sockets[connected]?.isConnected = connectResult == 0
        sockets[connected]?.error = connectResult
        raise(connected, connectResult == 0 ? .output : [.output, .error, .hangUp])
    }

    func pendingError(of socket: Int32) -> Int32 {
        defer { sockets[socket]?.error = 0 }
        return sockets[socket]?.error ?? EBADF
    }

    func localEndpoint(of socket: Int32) -> SocketEndpoint? { nil }

    func read(_ descriptor: Int32, into bytes: UnsafeMutableRawBufferPointer) -> SystemResult {
        if happens(oneIn: 8) { return .failure(EINTR) }
        guard let socket = sockets[descriptor] else { return .failure(EBADF) }
        if socket.error != 0, socket.input.isEmpty || !socket.failsAfterInput { return .failure(socket.error) }
        if happens(oneIn: 8) {
            raise(descriptor, .input)
            return .failure(EAGAIN)
        }
        guard !socket.input.isEmpty else { return socket.hasInputEnded ? SystemResult(0) : .failure(EAGAIN) }
        var count = min(bytes.count, socket.input.count)
        if happens(oneIn: 2) { count = Int(random.next() % UInt64(count)) + 1 }
        bytes.copyBytes(from: socket.input.prefix(count))
        sockets[descriptor]?.input.removeFirst(count)
        if count < socket.input.count { raise(descriptor, .input) }
        return SystemResult(count)
    }

    func write(_ socket: Int32, _ bytes: UnsafeRawBufferPointer) -> SystemResult {
        if happens(oneIn: 8) { return .failure(EINTR) }
        guard let state = sockets[socket] else { return .failure(EBADF) }
        if state.error != 0 { return .failure(EPIPE) }
        precondition(!state.hasOutputEnded, "written behind FIN")
        if happens(oneIn: 8) {
            raise(socket, .output)
            return .failure(EAGAIN)
        }
        var count = min(bytes.count, state.window - state.output.count)
        guard count > 0 else { return .failure(EAGAIN) }
        if happens(oneIn: 2) { count = Int(random.next() % UInt64(count)) + 1 }
        sockets[socket]?.output += bytes.prefix(count)
        return SystemResult(count)
    }

    func write(_ socket: Int32, vectors: UnsafeBufferPointer<iovec>) -> SystemResult {
        let all = vectors.flatMap { Array(UnsafeRawBufferPointer(start: $0.iov_base, count: $0.iov_len)) }
        return all.withUnsafeBytes { write(socket, $0) }
    }

    func endOutput(of socket: Int32) { sockets[socket]?.hasOutputEnded = true }

    func close(_ descriptor: Int32) {
        guard let socket = sockets.removeValue(forKey: descriptor) else { preconditionFailure("closed twice") }
        closed[descriptor] = socket.output
    }

    func reset(_ socket: Int32) {
        close(socket)
        closed[socket] = []
    }

    func openWakeUp() -> SystemResult { open(Socket()) }
    func wakeUp(_ counter: Int32) { wakeUps += 1 }
    func openReserve() -> SystemResult { open(Socket()) }
}
