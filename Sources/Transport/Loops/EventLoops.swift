import NIOCore
import NIOPosix

/// The process's event loops, each with its executor and what is cached per loop.
package final class EventLoops: Sendable {
    package let group: MultiThreadedEventLoopGroup
    private let contexts: [ObjectIdentifier: LoopContext]
    private let allContexts: [LoopContext]

    /// - Parameter count: 0 means one per core.
    package init(count: Int) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: count > 0 ? count : System.coreCount)
        allContexts = group.makeIterator().map(LoopContext.init(loop:))
        contexts = Dictionary(uniqueKeysWithValues: allContexts.map { (ObjectIdentifier($0.loop), $0) })
    }

    package var count: Int { allContexts.count }

    /// One executor per loop, for work that is spread over all of them.
    package var executors: [LoopExecutor] { allContexts.map(\.executor) }

    package func shutdown() async throws { try await group.shutdownGracefully() }

    var next: LoopContext { context(of: group.next()) }

    func context(of loop: any EventLoop) -> LoopContext {
        guard let context = contexts[ObjectIdentifier(loop)] else {
            preconditionFailure("the event loop belongs to another group")
        }
        return context
    }
}
