#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Accepting: from a listening socket that is ready to a stream with its handler.
extension SocketLoop {
    /// Others have their turn in between; those who wait stay in the kernel's queue.
    static let acceptsPerTurnMax = 64

    /// Listens at a new socket.
    ///
    /// - Throws: `LoopError` that says why nobody can listen there.
    package func listen(
        at endpoint: SocketEndpoint, options: ListenOptions = ListenOptions(), acceptor: any StreamAcceptor
    ) throws(LoopError) -> ListenerID {
        let listening = kernel.listen(at: endpoint, options: options)
        guard !listening.isFailure else { throw LoopError(call: "listen", errno: listening.errno) }
        return try listen(on: listening.descriptor, acceptor: acceptor)
    }

    /// Takes over a listening socket, such as one from the service manager. It must not block. Loops that share one
    /// each get their own duplicate.
    package func listen(on descriptor: Int32, acceptor: any StreamAcceptor) throws(LoopError) -> ListenerID {
        preconditionOnLoop()
        let id = ListenerID(index: listeners.count)
        let watched = kernel.watchListener(descriptor, token: UInt64(id.index))
        guard !watched.isFailure else {
            kernel.close(descriptor)
            throw LoopError(call: "epoll_ctl", errno: watched.errno)
        }
        listeners.append(SocketListener(descriptor: descriptor, acceptor: acceptor, pause: ListenerPause()))
        return id
    }

    package func localEndpoint(of id: ListenerID) -> SocketEndpoint? {
        listeners[id.index].flatMap { kernel.localEndpoint(of: $0.descriptor) }
    }

    /// Accepts whoever has connected already, and nobody after them.
    package func stopListening(_ id: ListenerID) {
        preconditionOnLoop()
        while acceptConnections(id) == .more {}
        guard let listener = listeners[id.index] else { return }
        listeners[id.index] = nil
        kernel.unwatch(listener.descriptor)
        kernel.close(listener.descriptor)
    }

    enum AcceptStep { case more, done }

    @discardableResult
    func acceptConnections(_ id: ListenerID) -> AcceptStep {
        for _ in 0..<Self.acceptsPerTurnMax {
            guard let listener = listeners[id.index], !listener.pause.isPaused else { return .done }
            var peer: SocketEndpoint?
            let accepted = uninterrupted { kernel.accept(listener.descriptor, peer: &peer) }
            if !accepted.isFailure {
                listeners[id.index]?.pause.accepted()
                serve(accepted.descriptor, peer: peer, acceptor: listener.acceptor)
            } else if accepted.wouldBlock {
                return .done
            } else if !Self.isOfOneConnection(accepted.errno) {
                acceptFailed(accepted.errno, id, listener)
                return .done
            }
        }
        return .more
    }

    private func serve(_ descriptor: Int32, peer: SocketEndpoint?, acceptor: any StreamAcceptor) {
        guard let handler = acceptor.handler(forPeer: peer, on: self) else { return kernel.close(descriptor) }
        guard let stream = add(descriptor, handler: handler, isConnected: true) else { return }
        activity.enter(type(of: handler))
        handler.opened(stream, on: self)
    }

    /// accept(2): the connection died in the queue, or brought a network error of its own along.
    private static func isOfOneConnection(_ errno: Int32) -> Bool {
        [ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, ENETUNREACH, EOPNOTSUPP]
            .contains(errno)
    }

    /// Whoever waits longest is let in and closed on the reserve, to be told so rather than left to wait; then the
    /// listener rests.
    private func acceptFailed(_ errno: Int32, _ id: ListenerID, _ listener: SocketListener) {
        if errno == EMFILE || errno == ENFILE { shedOne(from: listener.descriptor) }
        let isFirst = listeners[id.index]?.pause.failed() ?? false
        kernel.unwatch(listener.descriptor)
        schedule(at: now &+ ListenerPause.nanoseconds) { [unowned self] in resumeListening(id) }
        if isFirst { listener.acceptor.acceptFailed(LoopError(call: "accept4", errno: errno), on: self) }
    }

    private func shedOne(from listener: Int32) {
        guard reserve >= 0 else { return openReserve() }
        kernel.close(reserve)
        var peer: SocketEndpoint?
        let shed = uninterrupted { kernel.accept(listener, peer: &peer) }
        if !shed.isFailure { kernel.close(shed.descriptor) }
        openReserve()
    }

    private func openReserve() {
        let opened = kernel.openReserve()
        reserve = opened.isFailure ? -1 : opened.descriptor
    }

    private func resumeListening(_ id: ListenerID) {
        guard let listener = listeners[id.index] else { return }
        listeners[id.index]?.pause.resume()
        _ = kernel.watchListener(listener.descriptor, token: UInt64(id.index))
    }
}
