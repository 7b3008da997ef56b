#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A stream's life: from a descriptor under watch to its close.
extension SocketLoop {
    /// Begins to connect. What is written meanwhile is sent once there is a connection; `opened` or `closed` says whether
    /// there is.
    package func connect(to endpoint: SocketEndpoint, handler: any StreamHandler) throws(LoopError) -> SlabHandle {
        preconditionOnLoop()
        let socket = kernel.socket(for: endpoint)
        guard !socket.isFailure else { throw LoopError(call: "socket", errno: socket.errno) }
        guard let stream = add(socket.descriptor, handler: handler, isConnected: false) else {
            throw LoopError(call: "epoll_ctl", errno: ENOSPC)
        }
        let result = kernel.connect(socket.descriptor, to: endpoint)
        switch result.errno {
        // An interrupted attempt goes on (connect(2)); so does one that could not begin to wait.
        case 0, EINPROGRESS, EINTR: break
        default:
            streams.pointer(to: stream)?.pointee.state.fail(errno: result.errno)
            unfinished.append(stream)
        }
        return stream
    }

    /// Closes it at once: what the socket has not taken is lost.
    package func close(_ stream: SlabHandle) {
        preconditionOnLoop()
        end(stream, because: .closedHere)
    }

    /// Tells the peer by RST that the stream was given up.
    package func reset(_ stream: SlabHandle) {
        preconditionOnLoop()
        end(stream, because: .closedHere, resets: true)
    }

    /// `nil`: the kernel does not watch it; it was closed.
    func add(_ descriptor: Int32, handler: any StreamHandler, isConnected: Bool) -> SlabHandle? {
        let timer = wheel.add(token: 0)
        let stream = streams.insert(
            SocketStream(descriptor: descriptor, handler: handler, isConnected: isConnected, timer: timer))
        wheel.rename(timer, token: stream.rawValue)
        guard kernel.watch(descriptor, token: stream.rawValue).isFailure else { return stream }
        wheel.remove(timer)
        _ = streams.remove(stream)
        kernel.close(descriptor)
        return nil
    }

    func streamReported(_ stream: SlabHandle, _ readiness: SocketReadiness) {
        guard let slot = streams.pointer(to: stream) else { return }
        switch slot.pointee.state.report(readiness) {
        case .connected: finishConnecting(stream, slot)
        case .transfer:
            if readiness.contains(.output) { flush(stream) }
            readInput(of: stream)
        case .nothing: break
        }
    }

    /// What a turn left for the next one.
    func goOn(with stream: SlabHandle) {
        guard let slot = streams.pointer(to: stream) else { return }
        if let errno = slot.pointee.state.failure {
            let isConnecting = slot.pointee.state.phase == .connecting
            return end(stream, because: isConnecting ? .notConnected(errno: errno) : .failed(errno: errno))
        }
        if slot.pointee.state.showsUnread { showUnread(of: stream) }
        readInput(of: stream)
    }

    private func finishConnecting(_ stream: SlabHandle, _ slot: UnsafeMutablePointer<SocketStream>) {
        let errno = kernel.pendingError(of: slot.pointee.descriptor)
        guard errno == 0 else { return end(stream, because: .notConnected(errno: errno)) }
        slot.pointee.state.connected()
        let handler = slot.pointee.handler
        activity.enter(type(of: handler))
        handler.opened(stream, on: self)
        guard let slot = streams.pointer(to: stream) else { return }
        if slot.pointee.unsent.isEmpty { finishOutput(of: stream, slot) } else { flush(stream) }
        readInput(of: stream)
    }

    func end(_ stream: SlabHandle, because end: StreamEnd, resets: Bool = false) {
        guard var ended = streams.remove(stream) else { return }
        wheel.remove(ended.timer)
        ended.unsent.release(to: &pool)
        if resets { kernel.reset(ended.descriptor) } else { kernel.close(ended.descriptor) }
        activity.enter(type(of: ended.handler))
        // A handler may end another stream while it hears of this end.
        let outer = ending
        ending = (stream, ended.unread)
        ended.handler.closed(stream, because: end, on: self)
        ending = outer
        ended.unread.release(to: &pool)
    }
}
