import HTTPWire
import Logging
import NIOCore
import NIOPosix

/// A pooled HTTP/1.1 client. A caller on one of the event loops stays on it: its connections are that loop's own.
package final class HTTPClient: Sendable {
    private let loops: EventLoops
    private let pools: [ObjectIdentifier: LoopConnectionPools]

    /// - Parameter names: resolves the hosts of origins that are not pinned to an address.
    /// - Throws: `TransportError.tls` when the trust roots cannot be read.
    package init(
        loops: EventLoops, configuration: HTTPClientConfiguration, names: any NameResolver
    ) throws(TransportError) {
        let dialer = try ConnectionDialer(trustRootsPath: configuration.trustRootsPath, names: names)
        self.loops = loops
        self.pools = Dictionary(
            uniqueKeysWithValues: loops.executors.map { executor in
                let pool = LoopConnectionPools(executor: executor, dialer: dialer, configuration: configuration)
                return (ObjectIdentifier(executor.loop), pool)
            })
    }

    /// Sends one request and reads its whole answer.
    ///
    /// A request of which nothing was written yet is tried once more on another connection; nothing else is.
    package func send(
        _ request: ClientRequest, deadlines: ClientDeadlines
    ) async throws(ClientError) -> ClientResponse {
        guard let pools = currentPools else { return try await sendFromALoop(request, deadlines: deadlines) }
        do throws(ClientError) {
            return try await pools.pool(of: request.origin).send(request, deadlines: deadlines)
        } catch {
            guard error.kind == .closed, !error.requestBytesWritten else { throw error }
            return try await pools.pool(of: request.origin).send(request, deadlines: deadlines)
        }
    }

    private func sendFromALoop(
        _ request: ClientRequest, deadlines: ClientDeadlines
    ) async throws(ClientError) -> ClientResponse {
        let result: Result<ClientResponse, ClientError> = await withTaskExecutorPreference(loops.next.executor) {
            do throws(ClientError) {
                return .success(try await send(request, deadlines: deadlines))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Those of the loop whose thread runs this, `nil` on any other thread.
    private var currentPools: LoopConnectionPools? {
        MultiThreadedEventLoopGroup.currentEventLoop.flatMap { pools[ObjectIdentifier($0)] }
    }

    /// Connections open, opening or in use, to all origins.
    package func connectionCount() async -> Int {
        var count = 0
        for executor in loops.executors {
            guard let pool = pools[ObjectIdentifier(executor.loop)] else { continue }
            count += (try? await executor.loop.submit { pool.connectionCount }.get()) ?? 0
        }
        return count
    }

    /// Closes idle connections; those in use close when their requests end.
    package func shutdown() async {
        for (executor, pool) in loops.executors.compactMap({ executor in
            pools[ObjectIdentifier(executor.loop)].map { (executor, $0) }
        }) {
            try? await executor.loop.submit { pool.shutdown() }.get()
        }
    }
}
