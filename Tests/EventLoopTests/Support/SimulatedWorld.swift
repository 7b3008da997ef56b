import Testing

@testable import EventLoop

/// A loop on a kernel of the test's own, listening.
struct SimulatedWorld {
    let kernel: SimulatedKernel
    let loop: SocketLoop
    let acceptor: RecordingAcceptor
    let listener: Int32
    let listenerID: ListenerID

    init(
        seed: UInt64 = 1, isUnkind: Bool = false, make: @escaping () -> RecordingHandler? = { RecordingHandler() }
    ) throws {
        kernel = SimulatedKernel(seed: seed, isUnkind: isUnkind)
        loop = try SocketLoop(kernel: kernel)
        acceptor = RecordingAcceptor(make)
        loop.turn(waits: false)
        listenerID = try loop.listen(at: .unix(path: "/simulated"), acceptor: acceptor)
        listener = try #require(kernel.listener)
    }

    /// Until neither kernel nor loop has anything to do without the clock.
    func settle() {
        for _ in 0..<20_000 {
            loop.turn(waits: false)
            if kernel.isQuiet, !loop.hasUnfinishedWork { return }
        }
        Issue.record("the loop is never done")
    }

    /// A connection that was accepted.
    func connect() throws -> (peer: Int32, handler: RecordingHandler) {
        let peer = kernel.arrive(at: listener)
        settle()
        return (peer, try #require(acceptor.handlers.last))
    }
}
