import NIOCore

/// One event loop's connections, per origin.
final class LoopConnectionPools: @unchecked Sendable {  // every member is touched on `executor.loop` only
    private let executor: LoopExecutor
    private let dialer: ConnectionDialer
    private let configuration: HTTPClientConfiguration
    private var pools: [Origin: OriginPool] = [:]
    private var isShutDown = false

    init(executor: LoopExecutor, dialer: ConnectionDialer, configuration: HTTPClientConfiguration) {
        self.executor = executor
        self.dialer = dialer
        self.configuration = configuration
    }

    func pool(of origin: Origin) -> OriginPool {
        executor.loop.preconditionInEventLoop()
        if let pool = pools[origin] { return pool }
        let pool = OriginPool(origin: origin, executor: executor, dialer: dialer, configuration: configuration) {
            [weak self] in self?.remove($0)
        }
        if isShutDown { pool.shutdown() }
        pools[origin] = pool
        return pool
    }

    var connectionCount: Int { pools.values.reduce(0) { $0 + $1.connectionCount } }

    /// Closes idle connections; those in use close when their requests end.
    func shutdown() {
        isShutDown = true
        for pool in pools.values { pool.shutdown() }
    }

    private func remove(_ unused: OriginPool) {
        if pools[unused.origin] === unused { pools[unused.origin] = nil }
    }
}
