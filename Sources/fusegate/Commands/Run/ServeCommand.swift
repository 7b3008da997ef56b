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
        let ending = ServeEnding()
        let gateway: GatewayProcess
        do {
            gateway = try await GatewayProcess.start(settings: settings, logger: logger) { error in
                ending.storeStopped(error)
            }
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
        logger.notice("serving", metadata: ["host": "\(settings.listener.host)", "port": "\(gateway.port)"])
        if let error = await ending.wait() {
            await gateway.abandon(within: ServeEnding.lastAnswersTimeout)
            throw CommandFailure(.failed, "\(error); stopping to recover from disk")
        }
        logger.notice("draining")
        await gateway.stop()
    }
}
