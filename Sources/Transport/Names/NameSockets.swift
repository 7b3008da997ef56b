import Threading
import CCares
import Policy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which sockets of which questions wait for what: an epoll set, confined to the resolver's thread.
final class NameSockets: @unchecked Sendable {  // handed to the thread once, before it starts
    struct Event {
        let descriptor: Int32
        let isReadable: Bool
        let isWritable: Bool
    }

    /// Events taken at once; the others come next.
    private static let eventsMax = 256

    private let epoll: Int32
    private let wakeUp: WakeUpDescriptor
    private var owners: [Int32: NameQuestion] = [:]

    init(wakeUp: WakeUpDescriptor) throws(TransportError) {
        self.wakeUp = wakeUp
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .names("the resolver got no epoll set: \(String(cString: strerror(errno)))") }
        control(EPOLL_CTL_ADD, wakeUp.descriptor, EPOLLIN.rawValue)
    }

    deinit { close(epoll) }

    func owner(of descriptor: Int32) -> NameQuestion? { owners[descriptor] }

    /// Neither readable nor writable: the socket is about to be closed.
    func watch(_ descriptor: Int32, isReadable: Bool, isWritable: Bool, for question: NameQuestion) {
        guard isReadable || isWritable else {
            if owners.removeValue(forKey: descriptor) != nil { control(EPOLL_CTL_DEL, descriptor, 0) }
            return
        }
        let isNew = owners.updateValue(question, forKey: descriptor) == nil
        let events = (isReadable ? EPOLLIN.rawValue : 0) | (isWritable ? EPOLLOUT.rawValue : 0)
        control(isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, events)
    }

    /// Until a socket is ready, somebody wakes the thread, or the deadline (monotonic nanoseconds) is over.
    func wait(until deadline: UInt64) -> [Event] {
        let now = SystemClock.monotonicNanoseconds()
        let milliseconds = deadline > now ? (deadline - now - 1) / 1_000_000 + 1 : 0
        return withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsMax) { buffer in
            // A deadline that is too far for a number of milliseconds is looked at again then.
            let count = epoll_wait(epoll, buffer.baseAddress, Int32(buffer.count), Int32(clamping: milliseconds))
            guard count > 0 else { return [] }
            return buffer.prefix(Int(count)).compactMap { event in
                if event.data.fd == wakeUp.descriptor {
                    wakeUp.clear()
                    return nil
                }
                // An error or a hang-up is found by reading, or by writing where only that is waited for.
                let isFailure = event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
                return Event(
                    descriptor: event.data.fd, isReadable: isFailure || event.events & EPOLLIN.rawValue != 0,
                    isWritable: isFailure || event.events & EPOLLOUT.rawValue != 0)
            }
        }
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) {
        var event = epoll_event()
        event.events = events
        event.data.fd = descriptor
        epoll_ctl(epoll, operation, descriptor, &event)
    }
}
