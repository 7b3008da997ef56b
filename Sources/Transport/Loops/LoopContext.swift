import NIOCore

/// What belongs to one event loop.
final class LoopContext: Sendable {
    let loop: any EventLoop
    let executor: LoopExecutor
    /// Both confined to the loop: `NIOLoopBoundBox` checks it.
    let date: NIOLoopBoundBox<HTTPDateCache>
    let idleTasks: NIOLoopBoundBox<IdleTasks>

    init(loop: any EventLoop) {
        self.loop = loop
        self.executor = LoopExecutor(loop: loop)
        self.date = NIOLoopBoundBox.makeBoxSendingValue(HTTPDateCache(), eventLoop: loop)
        self.idleTasks = NIOLoopBoundBox.makeBoxSendingValue(IdleTasks(), eventLoop: loop)
    }
}
