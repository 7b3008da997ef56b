/// What the kernel reports of a descriptor. The numbers are epoll's own (`EPOLLIN` …), so that nothing is translated.
package struct SocketReadiness: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let input = SocketReadiness(rawValue: 0x1)
    package static let output = SocketReadiness(rawValue: 0x4)
    /// An error waits to be read from the socket; reported unasked.
    package static let error = SocketReadiness(rawValue: 0x8)
    /// Both directions are over; reported unasked.
    package static let hangUp = SocketReadiness(rawValue: 0x10)
    /// The peer sends no more: its FIN lies behind what is still unread.
    package static let inputEnd = SocketReadiness(rawValue: 0x2000)

    /// What makes a read worth while: whatever is wrong shows there.
    static let readable: SocketReadiness = [.input, .error, .hangUp, .inputEnd]
    static let ending: SocketReadiness = [.error, .hangUp, .inputEnd]
}

/// One report of the kernel.
package struct ReadyEvent: Hashable, Sendable {
    /// What the descriptor was watched under.
    package let token: UInt64
    package let readiness: SocketReadiness

    package init(token: UInt64, readiness: SocketReadiness) {
        self.token = token
        self.readiness = readiness
    }
}
