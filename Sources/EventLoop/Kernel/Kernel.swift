#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a loop asks of the machine: descriptors, readiness and the time. In a test, the test is the kernel.
///
/// Called on the loop's thread only, but for `wakeUp`. The memory that the pointers show is the
/// loop's, and the call's for as long as it lasts.
package protocol Kernel: AnyObject {
    /// Never goes back.
    func monotonicNanoseconds() -> UInt64

    // MARK: Readiness

    /// Waits for reports: for ever when `milliseconds` is negative.
    ///
    /// - Returns: how many `report(at:)` has.
    func wait(milliseconds: Int32) -> SystemResult
    func report(at index: Int) -> ReadyEvent
    /// Reports each change once (edge-triggered), in both directions.
    func watch(_ stream: Int32, token: UInt64) -> SystemResult
    /// Reports for as long as connections wait, to one of the loops that share the descriptor.
    func watchListener(_ listener: Int32, token: UInt64) -> SystemResult
    func unwatch(_ descriptor: Int32)

    // MARK: Sockets, all of them non-blocking

    func listen(at endpoint: SocketEndpoint, options: ListenOptions) -> SystemResult
    /// - Parameter peer: where the connection comes from; untouched when that has no address.
    func accept(_ listener: Int32, peer: inout SocketEndpoint?) -> SystemResult
    func socket(for endpoint: SocketEndpoint) -> SystemResult
    func connect(_ socket: Int32, to endpoint: SocketEndpoint) -> SystemResult
    /// The `errno` that waits at the socket, which forgets it; 0 for none.
    func pendingError(of socket: Int32) -> Int32
    func localEndpoint(of socket: Int32) -> SocketEndpoint?

    // MARK: Bytes

    func read(_ descriptor: Int32, into bytes: UnsafeMutableRawBufferPointer) -> SystemResult
    func write(_ socket: Int32, _ bytes: UnsafeRawBufferPointer) -> SystemResult
    func write(_ socket: Int32, vectors: UnsafeBufferPointer<iovec>) -> SystemResult
    /// Sends FIN behind what was written.
    func endOutput(of socket: Int32)
    func close(_ descriptor: Int32)
    /// Sends RST: what was written and is not taken is lost, and the peer is told so.
    func reset(_ socket: Int32)

    // MARK: Descriptors of the loop's own

    /// A counter that other threads raise (eventfd(2)).
    func openWakeUp() -> SystemResult
    /// From any thread: makes the counter ready to be read.
    func wakeUp(_ counter: Int32)
    /// A descriptor that is good for nothing but to be given up when there are no others.
    func openReserve() -> SystemResult
}

/// How a listening socket is made.
package struct ListenOptions: Hashable, Sendable {
    /// Connections that may wait to be accepted; the kernel bounds it (net.core.somaxconn).
    package var backlog: Int32 = 4096
    /// Whether other sockets may listen there too, each with a share of the connections (SO_REUSEPORT).
    package var sharesPort = false

    package init() {}
}
