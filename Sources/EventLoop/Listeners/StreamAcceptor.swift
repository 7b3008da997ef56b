/// Decides who serves an accepted connection.
package protocol StreamAcceptor: AnyObject {
    /// - Parameter peer: `nil` for a unix socket without a name.
    /// - Returns: `nil` to close the connection at once.
    func handler(forPeer peer: SocketEndpoint?, on loop: SocketLoop) -> (any StreamHandler)?
    /// Connections cannot be accepted, for want of descriptors above all; once at the start of each such time.
    func acceptFailed(_ error: LoopError, on loop: SocketLoop)
}

/// Names a listening socket of one loop.
package struct ListenerID: Hashable, Sendable {
    let index: Int
}

/// A listening socket as its loop holds it; without a descriptor, one that serves what another loop accepts.
struct SocketListener {
    let descriptor: Int32?
    let acceptor: any StreamAcceptor
    var pause = ListenerPause()
    var rotation = AcceptRotation()
}

/// Who serves the next connection where one loop accepts for several: each in its turn.
struct AcceptRotation {
    struct Recipient {
        let loop: SocketLoop
        let listener: ListenerID
    }

    private let recipients: [Recipient]
    private var next = 0

    init(_ recipients: [Recipient] = []) { self.recipients = recipients }

    /// `nil`: the loop that has accepted.
    mutating func nextRecipient() -> Recipient? {
        defer { next = (next + 1) % (recipients.count + 1) }
        return next < recipients.count ? recipients[next] : nil
    }
}

/// Whether a listening socket is left alone for a while, because accepting failed: one that stays ready would be tried
/// again at once, for as long as that lasts.
struct ListenerPause: Hashable, Sendable {
    /// Long enough not to spin, short enough not to be noticed once descriptors are free again.
    static let nanoseconds: UInt64 = 250_000_000

    private(set) var isPaused = false
    private var isFailing = false

    /// - Returns: whether this is the first failure since an accept succeeded.
    mutating func failed() -> Bool {
        defer { (isPaused, isFailing) = (true, true) }
        return !isFailing
    }

    mutating func accepted() { isFailing = false }

    mutating func resume() { isPaused = false }
}
