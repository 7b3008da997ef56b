import NIOCore

/// One event loop's connections, per origin.
final class LoopConnectionPool: @unchecked Sendable {  // every member is touched on `context.loop` only
    private typealias Waiter = UnsafeContinuation<Grant, Never>
    private typealias State = OriginPoolState<ClientConnection, Waiter>

    private enum Grant: Sendable {
        case connection(ClientConnection)
        case connect
        case timedOut
        case abandoned
    }

    private let context: LoopContext
    private let dialer: ConnectionDialer
    private let configuration: HTTPClientConfiguration
    private var pools: [Origin: State] = [:]
    private var isShutDown = false

    init(context: LoopContext, dialer: ConnectionDialer, configuration: HTTPClientConfiguration) {
        self.context = context
        self.dialer = dialer
        self.configuration = configuration
    }

    func send(_ request: ClientRequest, deadlines: ClientDeadlines) async throws(ClientError) -> ClientResponse {
        context.loop.preconditionInEventLoop()
        let total = NIODeadline.now() + TimeAmount(deadlines.total)
        let connection: ClientConnection
        switch pools[request.origin, default: emptyPool].lease(isUsable: \.isUsable) {
        case .use(let idle):
            idle.endIdleWatch()
            connection = idle
        case .connect:
            connection = try await connect(request.origin, connectTimeout: deadlines.connect, total: total)
        case .wait: connection = try await wait(request, connectTimeout: deadlines.connect, total: total)
        case .fail:
            throw ClientError(
                kind: .poolExhausted, requestBytesWritten: false, reason: "\(request.origin): too many requests wait")
        }
        defer { release(connection, to: request.origin) }
        return try await connection.exchange(
            request, headTimeout: deadlines.head, total: total, bodyBytesMax: deadlines.responseBodyBytesMax)
    }

    var connectionCount: Int { pools.values.reduce(0) { $0 + $1.open } }

    func shutdown() {
        isShutDown = true
        for origin in pools.keys {
            for connection in pools[origin]?.takeIdle() ?? [] {
                connection.endIdleWatch()
                connection.close()
            }
        }
    }

    private func connect(
        _ origin: Origin, connectTimeout: Duration, total: NIODeadline
    ) async throws(ClientError) -> ClientConnection {
        do throws(ClientError) {
            let deadline = min(total, .now() + TimeAmount(connectTimeout))
            return try await dialer.dial(origin, on: context.executor, until: deadline)
        } catch {
            perform(pools[origin]?.lost() ?? .nothing)
            throw error
        }
    }

    private func wait(
        _ request: ClientRequest, connectTimeout: Duration, total: NIODeadline
    ) async throws(ClientError) -> ClientConnection {
        let origin = request.origin
        defer { request.abandonment?.endReaction() }
        let grant = await withUnsafeContinuation { (waiter: Waiter) in
            guard let ticket = pools[origin]?.enqueue(waiter) else { return waiter.resume(returning: .timedOut) }
            context.loop.assumeIsolated().scheduleTask(deadline: total) { [self] in
                pools[origin]?.withdraw(ticket: ticket)?.resume(returning: .timedOut)
            }
            request.abandonment?.react { [self] in
                pools[origin]?.withdraw(ticket: ticket)?.resume(returning: .abandoned)
            }
        }
        switch grant {
        case .connection(let connection) where connection.isUsable: return connection
        case .connection(let connection):
            // Closed while it changed hands: its place is ours.
            connection.close()
            return try await connect(origin, connectTimeout: connectTimeout, total: total)
        case .connect: return try await connect(origin, connectTimeout: connectTimeout, total: total)
        case .abandoned: throw .abandoned(requestBytesWritten: false)
        case .timedOut:
            throw ClientError(
                kind: .timedOut(.pool), requestBytesWritten: false, reason: "\(origin): no connection became free")
        }
    }

    private func release(_ connection: ClientConnection, to origin: Origin) {
        guard connection.isUsable, !isShutDown else {
            connection.close()
            perform(pools[origin]?.lost() ?? .nothing)
            if pools[origin]?.isUnused == true { pools[origin] = nil }
            return
        }
        let action = pools[origin]?.giveBack(connection) ?? .nothing
        perform(action)
        if case .nothing = action { watch(connection, of: origin) }
    }

    /// Closes an idle connection when its time is up, or when the other side closes it or speaks out of turn.
    private func watch(_ connection: ClientConnection, of origin: Origin) {
        let deadline = NIODeadline.now() + TimeAmount(configuration.idleTimeout)
        connection.watchWhileIdle(until: deadline) { [self] in
            connection.close()
            pools[origin]?.removeIdle { $0 === connection }
            if pools[origin]?.isUnused == true { pools[origin] = nil }
        }
    }

    private func perform(_ action: State.ReturnAction) {
        switch action {
        case .nothing: break
        case .handOver(let waiter, let connection): waiter.resume(returning: .connection(connection))
        case .connect(let waiter): waiter.resume(returning: .connect)
        }
    }

    private var emptyPool: State {
        State(connectionsMax: configuration.connectionsPerLoopMax, waitersMax: configuration.waitersPerLoopMax)
    }
}
