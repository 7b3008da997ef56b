import CEpoll

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The machine's own kernel: one epoll instance and its system calls, nothing more.
package final class LinuxKernel: Kernel {
    /// Reports taken at once; the rest waits for the next call.
    static let reportsMax = 512

    private let epoll: Int32
    // Allocated once: epoll_wait(2) writes here, and the loop reads before it waits again.
    private let reports = UnsafeMutablePointer<epoll_event>.allocate(capacity: reportsMax)

    /// - Throws: `LoopError` when the process has no descriptor left.
    package init() throws(LoopError) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else {
            reports.deallocate()
            throw LoopError(call: "epoll_create1", errno: errno)
        }
    }

    deinit {
        reports.deallocate()
        close(epoll)
    }

    package func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    private func result(_ value: Int) -> SystemResult { value < 0 ? .failure(errno) : SystemResult(value) }
    private func result(_ value: Int32) -> SystemResult { result(Int(value)) }
}

// MARK: Readiness

extension LinuxKernel {
    package func wait(milliseconds: Int32) -> SystemResult {
        result(epoll_wait(epoll, reports, Int32(Self.reportsMax), milliseconds))
    }

    package func report(at index: Int) -> ReadyEvent {
        ReadyEvent(token: reports[index].data.u64, readiness: SocketReadiness(rawValue: reports[index].events))
    }

    package func watch(_ stream: Int32, token: UInt64) -> SystemResult {
        let events = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        return control(EPOLL_CTL_ADD, stream, events, token)
    }

    /// Level-triggered, so that accepting may stop at any time; exclusive, so that one connection wakes one loop.
    package func watchListener(_ listener: Int32, token: UInt64) -> SystemResult {
        control(EPOLL_CTL_ADD, listener, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue, token)
    }

    package func unwatch(_ descriptor: Int32) { _ = control(EPOLL_CTL_DEL, descriptor, 0, 0) }

    private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32, _ token: UInt64) -> SystemResult {
        var event = epoll_event()
        event.events = events
        event.data.u64 = token
        return result(epoll_ctl(epoll, operation, descriptor, &event))
    }
}

// MARK: Sockets

extension LinuxKernel {
    private static let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)

    package func listen(at endpoint: SocketEndpoint, options: ListenOptions) -> SystemResult {
        guard let address = RawSocketAddress(endpoint) else { return .failure(ENAMETOOLONG) }
        let opened = socket(for: endpoint)
        guard !opened.isFailure else { return opened }
        let descriptor = opened.descriptor
        if endpoint.port != nil {
            set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
            if options.sharesPort { set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1) }
        }
        let bound = address.withPointer { result(bind(descriptor, $0, $1)) }
        let listening = bound.isFailure ? bound : result(Glibc.listen(descriptor, options.backlog))
        guard !listening.isFailure else {
            close(descriptor)
            return listening
        }
        return opened
    }

    package func accept(_ listener: Int32, peer: inout SocketEndpoint?) -> SystemResult {
        var address = RawSocketAddress()
        let accepted = address.withMutablePointer { result(accept4(listener, $0, $1, Self.flags)) }
        guard !accepted.isFailure else { return accepted }
        peer = address.endpoint
        if address.family != AF_UNIX { set(accepted.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1) }
        return accepted
    }

    package func socket(for endpoint: SocketEndpoint) -> SystemResult {
        guard let address = RawSocketAddress(endpoint) else { return .failure(ENAMETOOLONG) }
        let opened = result(Glibc.socket(address.family, Int32(SOCK_STREAM.rawValue) | Self.flags, 0))
        if !opened.isFailure, endpoint.port != nil { set(opened.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1) }
        return opened
    }

    package func connect(_ socket: Int32, to endpoint: SocketEndpoint) -> SystemResult {
        guard let address = RawSocketAddress(endpoint) else { return .failure(ENAMETOOLONG) }
        return address.withPointer { result(Glibc.connect(socket, $0, $1)) }
    }

    package func pendingError(of socket: Int32) -> Int32 {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno
    }

    package func localEndpoint(of socket: Int32) -> SocketEndpoint? {
        var address = RawSocketAddress()
        return address.withMutablePointer { getsockname(socket, $0, $1) } == 0 ? address.endpoint : nil
    }

    private func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

// MARK: Bytes

extension LinuxKernel {
    package func read(_ descriptor: Int32, into bytes: UnsafeMutableRawBufferPointer) -> SystemResult {
        result(Glibc.read(descriptor, bytes.baseAddress, bytes.count))
    }

    // send(2) and sendmsg(2) are write(2) and writev(2) without SIGPIPE, which would end a process that does not ignore it.
    package func write(_ socket: Int32, _ bytes: UnsafeRawBufferPointer) -> SystemResult {
        result(send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)))
    }

    package func write(_ socket: Int32, vectors: UnsafeBufferPointer<iovec>) -> SystemResult {
        var message = msghdr()
        message.msg_iov = UnsafeMutablePointer(mutating: vectors.baseAddress)
        message.msg_iovlen = vectors.count
        return result(sendmsg(socket, &message, Int32(MSG_NOSIGNAL)))
    }

    package func endOutput(of socket: Int32) { Glibc.shutdown(socket, Int32(SHUT_WR)) }

    package func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    package func reset(_ socket: Int32) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close(socket)
    }

    package func openWakeUp() -> SystemResult { result(eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))) }

    package func wakeUp(_ counter: Int32) { eventfd_write(counter, 1) }

    package func openReserve() -> SystemResult { result(open("/dev/null", O_RDONLY | O_CLOEXEC)) }
}
