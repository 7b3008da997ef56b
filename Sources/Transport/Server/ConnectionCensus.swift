import NIOCore
import Synchronization

/// Who is connected: for the limits, and to reach every connection when the listener drains.
final class ConnectionCensus: Sendable {
    private struct State {
        var countByAddress: [String: Int] = [:]
        var connections: [ObjectIdentifier: (connection: any DrainableConnection, channel: any Channel)] = [:]
        var count = 0
        var isAnnounced = false
        var isDraining = false
        var drained: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    /// Connections that wait for their next request without a task.
    func restingCount() async -> Int {
        let connections = state.withLock { Array($0.connections.values) }
        var count = 0
        for (connection, channel) in connections {
            let isResting = try? await channel.eventLoop.submit { connection.isResting }.get()
            if isResting == true { count += 1 }
        }
        return count
    }

    /// `false`: the connection is one too many.
    func admit(address: String?, limits: ListenerLimits) -> Bool {
        state.withLock { state in
            let fromAddress = address.map { state.countByAddress[$0, default: 0] } ?? 0
            guard state.count < limits.connectionsMax, fromAddress < limits.connectionsPerAddressMax
            else { return false }
            state.count += 1
            if let address { state.countByAddress[address] = fromAddress + 1 }
            return true
        }
    }

    func register(_ connection: any DrainableConnection, channel: any Channel) {
        let (isAnnounced, isDraining) = state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = (connection, channel)
            return (state.isAnnounced, state.isDraining)
        }
        if isAnnounced { connection.announceDrain() }
        if isDraining { connection.drain() }
    }

    /// It goes on as another; the place that it holds is not given back.
    func forget(_ connection: any DrainableConnection) {
        state.withLock { $0.connections[ObjectIdentifier(connection)] = nil }
    }

    func leave(_ connection: (any DrainableConnection)?, address: String?) {
        let drained = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if let connection { state.connections[ObjectIdentifier(connection)] = nil }
            state.count -= 1
            if let address, let count = state.countByAddress[address] {
                state.countByAddress[address] = count > 1 ? count - 1 : nil
            }
            guard state.count == 0 else { return nil }
            defer { state.drained = nil }
            return state.drained
        }
        drained?.resume()
    }

    func announceDrain() {
        for (connection, channel) in announced() { channel.eventLoop.execute { connection.announceDrain() } }
    }

    private func announced() -> [(connection: any DrainableConnection, channel: any Channel)] {
        state.withLock { state in
            state.isAnnounced = true
            return Array(state.connections.values)
        }
    }

    /// Asks every connection to end after its current request, and waits for the last.
    func drain() async {
        let connections = state.withLock { state in
            state.isAnnounced = true
            state.isDraining = true
            return Array(state.connections.values)
        }
        for (connection, channel) in connections { channel.eventLoop.execute { connection.drain() } }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.count > 0 { state.drained = continuation }
                return state.count == 0
            }
            if isEmpty { continuation.resume() }
        }
    }

    /// Ends those that outstay the drain, which waits no longer: what their handlers still do, nobody reads.
    func endDrain() {
        let (channels, drained) = state.withLock { state in
            defer { state.drained = nil }
            return (state.connections.values.map(\.channel), state.drained)
        }
        for channel in channels { channel.close(promise: nil) }
        drained?.resume()
    }
}
