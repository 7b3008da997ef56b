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

    /// Takes over a listening socket, such as one from the service manager. It must not block.
    ///
    /// - Parameter rotation: the loops that serve what is accepted here, in turn with this one.
    package func listen(
        on descriptor: Int32, acceptor: any StreamAcceptor, rotation: [(loop: SocketLoop, listener: ListenerID)] = []
    ) throws(LoopError) -> ListenerID {
        preconditionOnLoop()
        let id = ListenerID(index: listeners.count)
        let watched = kernel.watchListener(descriptor, token: UInt64(id.index))
        guard !watched.isFailure else {
            kernel.close(descriptor)
            throw LoopError(call: "epoll_ctl", errno: watched.errno)
        }
        let recipients = rotation.map { AcceptRotation.Recipient(loop: $0.loop, listener: $0.listener) }
        listeners.append(
            SocketListener(descriptor: descriptor, acceptor: acceptor, rotation: AcceptRotation(recipients)))
        return id
    }

    /// Serves what other loops accept and hand over.
    package func listenForHandOver(acceptor: any StreamAcceptor) -> ListenerID {
        preconditionOnLoop()
        listeners.append(SocketListener(descriptor: nil, acceptor: acceptor))
        return ListenerID(index: listeners.count - 1)
    }

    package func localEndpoint(of id: ListenerID) -> SocketEndpoint? {
        listeners[id.index]?.descriptor.flatMap { kernel.localEndpoint(of: $0) }
    }

    /// Accepts whoever has connected already, serves them all here, and accepts nobody after them.
    package func stopListening(_ id: ListenerID) {
        preconditionOnLoop()
        listeners[id.index]?.rotation = AcceptRotation()
        while acceptConnections(id) == .more {}
        guard let descriptor = listeners[id.index]?.descriptor else { return }
        listeners[id.index] = nil
        kernel.unwatch(descriptor)
        kernel.close(descriptor)
    }

    enum AcceptStep { case more, done }

    @discardableResult
    func acceptConnections(_ id: ListenerID) -> AcceptStep {
        for _ in 0..<Self.acceptsPerTurnMax {
            guard let listener = listeners[id.index], let descriptor = listener.descriptor, !listener.pause.isPaused
            else { return .done }
            var peer: SocketEndpoint?
            let accepted = uninterrupted { kernel.accept(descriptor, peer: &peer) }
            if !accepted.isFailure {
                listeners[id.index]?.pause.accepted()
                handOn(accepted.descriptor, peer: peer, from: id)
            } else if accepted.wouldBlock {
                return .done
            } else if !Self.isOfOneConnection(accepted.errno) {
                acceptFailed(accepted.errno, id, descriptor, listener.acceptor)
                return .done
            }
        }
        return .more
    }

    private func handOn(_ descriptor: Int32, peer: SocketEndpoint?, from id: ListenerID) {
        guard let recipient = listeners[id.index]?.rotation.nextRecipient() else {
            return serve(descriptor, peer: peer, for: id)
        }
        recipient.loop.submit { $0.serve(descriptor, peer: peer, for: recipient.listener) }
    }

    private func serve(_ descriptor: Int32, peer: SocketEndpoint?, for id: ListenerID) {
        guard let handler = listeners[id.index]?.acceptor.handler(forPeer: peer, on: self) else {
            return kernel.close(descriptor)
        }
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
    private func acceptFailed(
        _ errno: Int32, _ id: ListenerID, _ descriptor: Int32, _ acceptor: any StreamAcceptor
    ) {
        if errno == EMFILE || errno == ENFILE { shedOne(from: descriptor) }
        let isFirst = listeners[id.index]?.pause.failed() ?? false
        kernel.unwatch(descriptor)
        schedule(at: now &+ ListenerPause.nanoseconds) { [unowned self] in resumeListening(id) }
        if isFirst { acceptor.acceptFailed(LoopError(call: "accept4", errno: errno), on: self) }
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
        guard let descriptor = listeners[id.index]?.descriptor else { return }
        listeners[id.index]?.pause.resume()
        _ = kernel.watchListener(descriptor, token: UInt64(id.index))
    }
}
