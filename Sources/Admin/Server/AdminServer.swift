import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// The admin API on its unix-domain socket.
package struct AdminServer: Sendable {
    private let services: ServiceGroup
    private let serving: Task<Void, any Error>
    package let socketPath: String

    /// Returns once the socket listens. A stale socket file is replaced.
    ///
    /// - Throws: `AdminServerError` when the path is taken or cannot be used.
    package static func start(
        socketPath: String, operators: OperatorSettings?, service: AdminService, group: any EventLoopGroup,
        logger: Logger
    ) async throws(AdminServerError) -> AdminServer {
        let operators = try OperatorGroups(operators)
        try AdminSocket.clear(socketPath)
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let application = Application(
            router: AdminRoutes(service: service).router(for: operators),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: socketPath), serverName: nil, reuseAddress: false),
            onServerRunning: { _ in start.yield() },
            eventLoopGroupProvider: .shared(group), logger: quiet)
        let services = ServiceGroup(services: [application], logger: quiet)
        let serving = Task {
            defer { start.finish() }
            try await services.run()
        }
        for await _ in started {
            do throws(AdminServerError) {
                try AdminSocket.restrict(socketPath, to: operators.all)
            } catch {
                serving.cancel()
                throw error
            }
            return AdminServer(services: services, serving: serving, socketPath: socketPath)
        }
        throw .cannotListen(socketPath, reason: await reason(of: serving))
    }

    /// Closes the socket and removes its file.
    package func stop() async {
        await services.triggerGracefulShutdown()
        _ = await serving.result
    }

    private static func reason(of serving: Task<Void, any Error>) async -> String {
        switch await serving.result {
        case .success: "the server stopped at once"
        case .failure(let error as IOError): String(cString: strerror(error.errnoCode))
        case .failure(let error): "\(error)"
        }
    }
}
