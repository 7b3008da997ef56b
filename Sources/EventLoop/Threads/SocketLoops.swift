/// Loops side by side, each on its own thread and with its own listening sockets.
///
/// The sockets share their port (SO_REUSEPORT): the kernel spreads connections evenly, where loops that take turns at one
/// socket leave most of them to whoever wakes first.
package final class SocketLoops: Sendable {
    private let threads: [LoopThread]

    package var loops: [SocketLoop] { threads.map(\.loop) }

    /// - Parameter count: at least 1.
    /// - Throws: `LoopError` when the process has no descriptor left.
    package init(count: Int) throws(LoopError) {
        var loops: [SocketLoop] = []
        for _ in 0..<count { loops.append(try SocketLoop(kernel: try LinuxKernel())) }
        threads = loops.enumerated().map { LoopThread($1, name: "loop-\($0)") }
    }

    /// Listens at `endpoint` on every loop; at a unix socket on the first alone, as its path cannot be shared.
    ///
    /// - Parameter acceptor: makes each loop's own, on its thread.
    /// - Returns: where it listens, with the port that the kernel chose for port 0.
    /// - Throws: `LoopError`; nobody listens then. A port that another process listens at is not shared with it.
    package func listen(
        at endpoint: SocketEndpoint, acceptor: @escaping @Sendable () -> any StreamAcceptor
    ) async throws -> SocketEndpoint {
        guard endpoint.port != nil else {
            return try await threads[0].listen(at: endpoint, ListenOptions(), acceptor).at
        }
        try Self.requireUnused(endpoint)
        var options = ListenOptions()
        options.sharesPort = true
        var listeners: [(thread: LoopThread, id: ListenerID)] = []
        var place = endpoint
        do {
            for thread in threads {
                let listener = try await thread.listen(at: place, options, acceptor)
                listeners.append((thread, listener.id))
                place = listener.at
            }
        } catch {
            for listener in listeners { listener.thread.loop.submit { $0.stopListening(listener.id) } }
            throw error
        }
        return place
    }

    /// To share a port is to share it with other processes of the same user, too: a second gateway by mistake would take
    /// half of the connections. A socket that does not share tells.
    private static func requireUnused(_ endpoint: SocketEndpoint) throws(LoopError) {
        let kernel = try LinuxKernel()
        let probe = kernel.listen(at: endpoint, options: ListenOptions())
        guard !probe.isFailure else { throw LoopError(call: "listen", errno: probe.errno) }
        kernel.close(probe.descriptor)
    }

    /// Takes over one listening socket, such as the service manager's. One loop accepts, and hands connections to the
    /// others in turn.
    ///
    /// - Throws: `LoopError` when it cannot be watched; it is closed then.
    package func listen(
        on descriptor: Int32, acceptor: @escaping @Sendable () -> any StreamAcceptor
    ) async throws -> SocketEndpoint? {
        var rotation: [(loop: SocketLoop, listener: ListenerID)] = []
        for thread in threads.dropFirst() {
            let listener = try await thread.onLoop { $0.listenForHandOver(acceptor: acceptor()) }
            rotation.append((thread.loop, listener))
        }
        return try await threads[0].onLoop { [rotation] loop in
            let id = try loop.listen(on: descriptor, acceptor: acceptor(), rotation: rotation)
            return loop.localEndpoint(of: id)
        }
    }

    /// Lets what has begun be finished, until `deadline` (monotonic nanoseconds), and ends the threads.
    package func drain(until deadline: UInt64) async {
        // First of all nothing more is handed over: a loop that has ended would never take it.
        try? await threads[0].onLoop { $0.stopListeningEverywhere() }
        await withTaskGroup(of: Void.self) { group in
            for thread in threads { group.addTask { await thread.drain(until: deadline) } }
        }
    }

    /// Ends the threads; what is open stays as it is until the loops are released.
    package func stop() async {
        for thread in threads { await thread.stop() }
    }
}

extension LoopThread {
    fileprivate func listen(
        at endpoint: SocketEndpoint, _ options: ListenOptions, _ acceptor: @escaping @Sendable () -> any StreamAcceptor
    ) async throws -> (id: ListenerID, at: SocketEndpoint) {
        try await onLoop { loop in
            let id = try loop.listen(at: endpoint, options: options, acceptor: acceptor())
            return (id, loop.localEndpoint(of: id) ?? endpoint)
        }
    }

    fileprivate func onLoop<Value: Sendable>(
        _ work: @escaping @Sendable (SocketLoop) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            loop.submit { loop in continuation.resume(with: Result { try work(loop) }) }
        }
    }
}
