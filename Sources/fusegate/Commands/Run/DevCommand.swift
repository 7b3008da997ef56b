import AdminAPI
import ArgumentParser
import CryptofuseSimulator
import Logging

struct DevCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Run a simulated Cryptofuse, a gateway and a demo tenant on loopback, with throw-away state.")

    @Option(help: "The gateway's port; 0 takes a free one.")
    var port = 8080

    @Option(help: "How long the simulator's waits take, as a factor.")
    var timeScale = 1.0

    @Flag(help: "Play the guide's story once and exit: 0 only if every step held.")
    var demo = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be 0…65535") }
        guard timeScale > 0 else { throw ValidationError("--time-scale must be above 0") }
    }

    func run() async throws {
        var logger = Logger(label: "fusegate") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let termination = TerminationSignal(takesHangup: true)
        let world: DevelopmentWorld
        do {
            world = try await DevelopmentWorld.start(port: demo ? 0 : port, timeScale: timeScale, logger: logger)
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
        guard demo else {
            Console.show(introduction(world))
            await termination.wait()
            await world.stop()
            return
        }
        do {
            try await Demonstration(world: world).play()
            await world.stop()
        } catch {
            await world.stop()
            throw CommandFailure(.failed, "\(error)")
        }
    }

    /// Two tenants that share an account, each with books of its own.
    private func pooled(_ world: DevelopmentWorld) -> String {
        world.pooled.map { created in
            "pooled     \(created.tenant.name), client_id \(created.tenant.clientID), "
                + "client_secret \(created.clientSecret)"
        }.joined(separator: "\n")
    }

    private func introduction(_ world: DevelopmentWorld) -> String {
        let base = world.baseURL
        return """
            gateway    \(base)
            simulator  \(world.simulator.baseURL)  (its control API: /_control/)
            admin      --socket \(world.adminSocket)
            tenant     demo, client_id \(world.tenant.tenant.clientID), webhook secret \(world.tenant.webhookSecret)
            \(pooled(world))
            webhooks   \(world.callbackURL)  (verified and shown below)

            Paste:

            TOKEN=$(curl -s \(base)/o/token/ -d grant_type=client_credentials -d client_id=\(world.tenant.tenant.clientID) \\
              -d client_secret=\(world.tenant.clientSecret) -d 'scope=read write' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
            curl -H "Authorization: Bearer $TOKEN" '\(base)/currencies/?full=true&min_max=true'
            curl -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \(base)/payments/ \\
              -d '{"amount":123.45,"currency":"USDTTRC20","price_currency":"USD","callback_url":"\(world.callbackURL)"}'
            curl -H "Authorization: Bearer $TOKEN" \(base)/user/balances/

            Stop with Ctrl-C.
            """
    }
}
