import ArgumentParser
import Foundation
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
        let gateway: GatewayProcess
        do {
            gateway = try await GatewayProcess.start(settings: settings, logger: logger) { error in
                FileHandle.standardError.write(Data("fusegate: \(error); stopping to recover from disk\n".utf8))
                Foundation.exit(ExitStatus.failed.rawValue)
            }
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
        logger.notice("serving", metadata: ["host": "\(settings.listener.host)", "port": "\(gateway.port)"])
        await TerminationSignal.wait()
        logger.notice("draining")
        await gateway.stop()
    }
}
