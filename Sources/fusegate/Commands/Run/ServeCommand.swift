import ArgumentParser
import Foundation
import GatewayConfiguration
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the gateway until SIGTERM, then finish what is in flight.")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        HangupSignal.ignore()
        let settings = try global.settings()
        let threshold = LogThreshold(settings.log.threshold)
        let logger = Logger(label: "fusegate") { label -> any LogHandler in
            switch settings.log.format {
            case .text: AdjustableLogHandler(StreamLogHandler.standardError(label: label), threshold: threshold)
            case .json: AdjustableLogHandler(JSONLogHandler(), threshold: threshold)
            }
        }
        let source = global.settingsSource { threshold.level = $0.log.threshold }
        let gateway: GatewayProcess
        do {
            gateway = try await GatewayProcess.start(settings: settings, source: source, logger: logger) { error in
                FileHandle.standardError.write(Data("fusegate: \(error); stopping to recover from disk\n".utf8))
                Foundation.exit(ExitStatus.failed.rawValue)
            }
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
        logger.notice("serving", metadata: ["host": "\(settings.listener.host)", "port": "\(gateway.port)"])
        let reloading = Task {
            await HangupSignal.handle { await gateway.reload(because: "SIGHUP") }
        }
        await TerminationSignal.wait()
        reloading.cancel()
        logger.notice("draining")
        await gateway.stop()
    }
}

extension Settings.Log {
    fileprivate var threshold: Logger.Level { Logger.Level(rawValue: level.rawValue) ?? .info }
}
