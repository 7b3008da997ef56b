#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A listening socket that the service manager opened and passed on (sd_listen_fds(3)). It outlives the process: while one
/// ends and the next begins, the kernel keeps new connections waiting.
package enum InheritedSocket {
    private static let firstDescriptor: Int32 = 3

    /// The socket's descriptor; `nil` when none was passed to this process.
    ///
    /// - Throws: `TransportError.listen` when what was passed is not one listening socket.
    package static func take(
        environment: [String: String], processID: Int32
    ) throws(TransportError) -> Int32? {
        guard let pid = environment["LISTEN_PID"].flatMap({ Int32($0) }), pid == processID else { return nil }
        unsetenv("LISTEN_PID")
        let count = environment["LISTEN_FDS"] ?? ""
        guard count == "1" else {
            throw .listen("the service manager must pass one listening socket, LISTEN_FDS is \"\(count)\"")
        }
        guard isListening(firstDescriptor) else {
            throw .listen("descriptor \(firstDescriptor), which the service manager passed, is no listening socket")
        }
        // Not for programs that this one may start.
        _ = fcntl(firstDescriptor, F_SETFD, FD_CLOEXEC)
        return firstDescriptor
    }

    static func isListening(_ descriptor: Int32) -> Bool {
        var accepts: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &length) == 0 && accepts == 1
    }
}
