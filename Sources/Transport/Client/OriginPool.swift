import NIOCore

/// One event loop's connections to one origin.
final class OriginPool: @unchecked Sendable {  // every member is touched on `executor.loop` only
    private typealias Waiter = UnsafeContinuation<Grant, Never>
    private typealias State = OriginPoolState<ClientConnection, Waiter>

    private enum Grant: Sendable {
        case connection(ClientConnection)
        case connect
        case timedOut
        case abandoned
    }

    let origin: Origin
    private let executor: LoopExecutor
    private let dialer: ConnectionDialer
    private let idleTimeout: TimeAmount
    private let onUnused: (OriginPool) -> Void
    private var state: State
    private var isShutDown = false

    /// - Parameter onUnused: called when the last connection has gone and nobody waits for one.
    init(
        origin: Origin, executor: LoopExecutor, dialer: ConnectionDialer, configuration: HTTPClientConfiguration,
        onUnused: @escaping (OriginPool) -> Void
    ) {
        self.origin = origin
        self.executor = executor
        self.dialer = dialer
        self.idleTimeout = TimeAmount(configuration.idleTimeout)
        self.onUnused = onUnused
        self.state = State(
            connectionsMax: configuration.connectionsPerLoopMax, waitersMax: configuration.waitersPerLoopMax)
    }

    var connectionCount: Int { state.open }

    func send(_ request: ClientRequest, deadlines: ClientDeadlines) async throws(ClientError) -> ClientResponse {
        let total = NIODeadline.now() + TimeAmount(deadlines.total)
        let connection: ClientConnection
        switch state.lease(isUsable: \.isUsable) {
        case .use(let idle):
            idle.endIdleWatch()
            connection = idle
        case .connect: connection = try await connect(timeout: deadlines.connect, total: total)
        case .wait:
            connection = try await wait(for: request.abandonment, connectTimeout: deadlines.connect, total: total)
        case .fail:
            throw ClientError(
                kind: .poolExhausted, requestBytesWritten: false, reason: "\(origin): too many requests wait")
        }
        defer { release(connection) }
        return try await connection.exchange(
            request, headTimeout: deadlines.head, total: total, bodyBytesMax: deadlines.responseBodyBytesMax)
    }

    /// Closes idle connections; those in use close when their requests end.
    func shutdown() {
        isShutDown = true
        for connection in state.takeIdle() {
            connection.endIdleWatch()
            connection.close()
        }
    }

    private func connect(timeout: Duration, total: NIODeadline) async throws(ClientError) -> ClientConnection {
        do throws(ClientError) {
            let deadline = min(total, .now() + TimeAmount(timeout))
            return try await dialer.dial(origin, on: executor, until: deadline)
        } catch {
            perform(state.lost())
            endIfUnused()
            throw error
        }
    }

    private func wait(
        for abandonment: Disconnection?, connectTimeout: Duration, total: NIODeadline
    ) async throws(ClientError) -> ClientConnection {
        defer { abandonment?.endReaction() }
        let grant = await withUnsafeContinuation { (waiter: Waiter) in
            let ticket = state.enqueue(waiter)
            executor.loop.assumeIsolated().scheduleTask(deadline: total) { [self] in
                state.withdraw(ticket: ticket)?.resume(returning: .timedOut)
            }
            abandonment?.react { [self] in state.withdraw(ticket: ticket)?.resume(returning: .abandoned) }
        }
        switch grant {
        case .connection(let connection) where connection.isUsable: return connection
        case .connection(let connection):
            // Closed while it changed hands: its place is ours.
            connection.close()
            return try await connect(timeout: connectTimeout, total: total)
        case .connect: return try await connect(timeout: connectTimeout, total: total)
        case .abandoned: throw .abandoned(requestBytesWritten: false)
        case .timedOut:
            throw ClientError(
                kind: .timedOut(.pool), requestBytesWritten: false, reason: "\(origin): no connection became free")
        }
    }

    private func release(_ connection: ClientConnection) {
        guard connection.isUsable, !isShutDown else {
            connection.close()
            perform(state.lost())
            endIfUnused()
            return
        }
        let action = state.giveBack(connection)
        perform(action)
        if case .nothing = action { watch(connection) }
    }

    /// Closes an idle connection when its time is up, or when the other side closes it or speaks out of turn.
    private func watch(_ connection: ClientConnection) {
        connection.watchWhileIdle(until: .now() + idleTimeout) { [self] _ in
            connection.close()
            state.removeIdle { $0 === connection }
            endIfUnused()
        }
    }

    private func endIfUnused() {
        if state.isUnused { onUnused(self) }
    }

    private func perform(_ action: State.ReturnAction) {
        switch action {
        case .nothing: break
        case .handOver(let waiter, let connection): waiter.resume(returning: .connection(connection))
        case .connect(let waiter): waiter.resume(returning: .connect)
        }
    }
}
