import ArgumentParser
import Foundation
import GatewayConfiguration
import Logging
import Transport

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the gateway until SIGTERM, then finish what is in flight.")

    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "Seconds to wait for another process to release the data directory.",
            discussion: "For a new process that is started before the old one has ended.", valueName: "seconds"))
    var waitForStore = 0

    func validate() throws {
        guard (0...3600).contains(waitForStore) else { throw ValidationError("--wait-for-store must be 0…3600") }
    }

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
            let launch = GatewayProcess.Launch(
                inheritedSocket: try InheritedSocket.take(
                    environment: ProcessInfo.processInfo.environment, processID: getpid()),
                storeWait: .seconds(waitForStore))
            gateway = try await GatewayProcess.start(
                settings: settings, source: source, launch: launch, logger: logger
            ) { error in
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
