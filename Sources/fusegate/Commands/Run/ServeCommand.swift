import ArgumentParser
import GatewayConfiguration
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the gateway until SIGTERM, then finish what is in flight.")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let settings = try global.settings()
        var logger = Logger(label: "fusegate") { label -> any LogHandler in
            switch settings.log.format {
            case .text: StreamLogHandler.standardError(label: label)
            case .json: JSONLogHandler()
            }
        }
        logger.logLevel = Logger.Level(rawValue: settings.log.level.rawValue) ?? .info
        let termination = TerminationSignal()
        let failure = StoreFailure()
        let gateway: GatewayProcess
        do {
            gateway = try await GatewayProcess.start(settings: settings, logger: logger) { failure.report($0) }
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
        logger.notice("serving", metadata: ["host": "\(settings.listener.host)", "port": "\(gateway.port)"])
        await Self.wait(for: termination, or: failure)
        if failure.error == nil {
            logger.notice("draining")
            await gateway.stop()
        }
        // Perhaps only while it drained.
        if let error = failure.error {
            await gateway.abandon()
            throw CommandFailure(.failed, "ended: \(error)")
        }
    }

    /// Until a signal asks for the end, or the store has failed.
    private static func wait(for termination: TerminationSignal, or failure: StoreFailure) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await termination.wait() }
            group.addTask { await failure.wait() }
            await group.next()
            group.cancelAll()
        }
    }
}
