import ArgumentParser
import CryptofuseSimulator
import Foundation

struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator", abstract: "Run a Cryptofuse for development and tests, on loopback.")

    @Option(help: "The port to listen on; 0 lets the kernel choose.")
    var port = 0

    @Option(help: "How long the guide's waits take, as a factor: 0.01 is a hundred times faster.")
    var timeScale = 1.0

    @Option(help: ArgumentHelp("A file to append every effect to, one JSON object a line.", valueName: "file"))
    var effectLog: String?

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be 0…65535") }
        guard (0...1000).contains(timeScale) else { throw ValidationError("--time-scale must be 0…1000") }
    }

    func run() async throws {
        var configuration = SimulatorConfiguration()
        configuration.port = port
        configuration.timeScale = timeScale
        configuration.effectLogPath = effectLog
        let termination = TerminationSignal(takesHangup: true)
        let simulator: CryptofuseSimulator
        do { simulator = try await CryptofuseSimulator.start(configuration) } catch {
            throw CommandFailure(.failed, "\(error)")
        }
        Console.show(
            """
            simulator listening on \(simulator.baseURL)
            client id       \(configuration.clientID)
            client secret   \(configuration.clientSecret)
            webhook secret  \(configuration.webhookSecret)
            """)
        await termination.wait()
        await simulator.shutdown()
    }
}
