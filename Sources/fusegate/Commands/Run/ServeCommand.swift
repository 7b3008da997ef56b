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
        let hangup = HangupSignal()
        let settings = try global.settings()
        let threshold = LogThreshold(settings.log.threshold)
        let logger = Logger(label: "fusegate") { label -> any LogHandler in
            switch settings.log.format {
            case .text: AdjustableLogHandler(StreamLogHandler.standardError(label: label), threshold: threshold)
            case .json: AdjustableLogHandler(JSONLogHandler(), threshold: threshold)
            }
        }
        let source = global.settingsSource { threshold.level = $0.log.threshold }
        let termination = TerminationSignal()
        let failure = StoreFailure()
        let gateway: GatewayProcess
        do {
            let launch = GatewayProcess.Launch(
                inheritedSocket: try InheritedSocket.take(
                    environment: ProcessInfo.processInfo.environment, processID: getpid()),
                storeWait: .seconds(waitForStore))
            gateway = try await GatewayProcess.start(
                settings: settings, source: source, launch: launch, logger: logger
            ) { failure.report($0) }
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
        logger.notice("serving", metadata: ["host": "\(settings.listener.host)", "port": "\(gateway.port)"])
        for warning in settings.warnings { logger.warning("\(warning)") }
        let environment = ProcessInfo.processInfo.environment
        let link = WellKnownSocket.publish(settings.admin.socket, environment: environment)
        defer { if let link { WellKnownSocket.withdraw(link, of: settings.admin.socket) } }
        let reloading = Task { await hangup.handle { await gateway.reload(because: "SIGHUP") } }
        await Self.wait(for: termination, or: failure, or: gateway)
        reloading.cancel()
        do {
            if failure.error == nil {
                logger.notice("draining")
                try await gateway.stop()
            }
        } catch {
            throw CommandFailure(.failed, "ended: \(error)")
        }
        // Perhaps only while it drained.
        if let error = failure.error {
            await gateway.abandon()
            throw CommandFailure(.failed, "ended: \(error)")
        }
    }

    /// Until a signal asks for the end, the store has failed, or a part of the gateway has ended.
    private static func wait(
        for termination: TerminationSignal, or failure: StoreFailure, or gateway: GatewayProcess
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await termination.wait() }
            group.addTask { await failure.wait() }
            group.addTask { await gateway.waitForEnd() }
            await group.next()
            group.cancelAll()
        }
    }
}

extension Settings.Log {
    fileprivate var threshold: Logger.Level { Logger.Level(rawValue: level.rawValue) ?? .info }
}
