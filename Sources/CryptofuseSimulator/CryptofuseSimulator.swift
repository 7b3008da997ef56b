import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// A Cryptofuse on a local port, with the guide's behaviour and faults on command (CONTROL.md).
package final class CryptofuseSimulator: Sendable {
    /// Pending connections of the listening socket.
    private static let backlog: Int32 = 1024

    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel
    package let port: Int

    /// `http://host:port`, without a slash at its end.
    package var baseURL: String { "http://\(listener.localAddress?.ipAddress ?? "127.0.0.1"):\(port)" }

    /// Listens when it returns. Throws a one-line `SimulatorError` when the configuration is wrong or the port taken.
    package static func start(
        _ configuration: SimulatorConfiguration, logger: Logger = Logger(label: "cryptofuse-simulator")
    ) async throws -> CryptofuseSimulator {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.eventLoops))
        do {
            let core = try SimulatorCore(configuration, group: group)
            let listener = try await bind(configuration, group, core, logger)
            return try CryptofuseSimulator(group: group, listener: listener)
        } catch {
            try? await group.shutdownGracefully()
            throw error as? SimulatorError
                ?? SimulatorError("cannot listen on \(configuration.host):\(configuration.port): \(reason(of: error))")
        }
    }

    private static func reason(of error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return error.errnoCode == EADDRINUSE
            ? "the port is in use by another process" : String(cString: strerror(error.errnoCode))
    }

    private static func bind(
        _ configuration: SimulatorConfiguration, _ group: MultiThreadedEventLoopGroup, _ core: SimulatorCore,
        _ logger: Logger
    ) async throws -> any Channel {
        let requestLogger = configuration.logsRequests ? logger : nil
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    // The answers are written as bytes, since faults need answers no encoder would write.
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
                    try pipeline.addHandler(ServerConnection(core: core, channel: channel, logger: requestLogger))
                }
            }
            .bind(host: configuration.host, port: configuration.port)
            .get()
    }

    private init(group: MultiThreadedEventLoopGroup, listener: any Channel) throws(SimulatorError) {
        guard let port = listener.localAddress?.port else { throw SimulatorError("the listener has no port") }
        self.group = group
        self.listener = listener
        self.port = port
    }

    /// Closes every connection at once, as a crash would, and forgets timers. The effect log stays.
    package func shutdown() async {
        try? await listener.close()
        try? await group.shutdownGracefully()
    }
}
