import NIOCore

/// That a client went away, and what is to be done then. A client that comes back is another.
package final class Disconnection: @unchecked Sendable {  // every member is touched on `loop` only
    private let loop: any EventLoop
    private(set) var hasHappened = false
    private var reaction: (() -> Void)?

    init(loop: any EventLoop) { self.loop = loop }

    /// Calls `reaction` once when it happens, unless `endReaction` comes first. One reaction at a time; none for work on
    /// another event loop, which goes on.
    func react(_ reaction: @escaping () -> Void) {
        guard loop.inEventLoop else { return }
        if hasHappened { reaction() } else { self.reaction = reaction }
    }

    func endReaction() {
        guard loop.inEventLoop else { return }
        reaction = nil
    }

    func happen() {
        loop.preconditionInEventLoop()
        hasHappened = true
        let reaction = reaction
        self.reaction = nil
        reaction?()
    }
}
