import Admin
import AdminAPI
import CryptofuseSimulator
import Foundation
import GatewayConfiguration
import Logging
import NIOCore
import NIOPosix
import Policy
import Transport
import Webhooks

/// Everything a developer needs on one machine: simulator, gateway, one dedicated tenant, and a receiver of webhooks.
struct DevelopmentWorld: Sendable {
    let simulator: CryptofuseSimulator
    let gateway: GatewayProcess
    let loops: EventLoops
    let client: HTTPClient
    let receiver: DemoReceiver
    let receiverListener: Listener
    let tenant: TenantCreated
    /// Two that share an account.
    let pooled: [TenantCreated]
    let baseURL: String
    let callbackURL: String
    let adminSocket: String
    private let directory: URL

    /// What fails leaves nothing behind.
    ///
    /// - Parameter port: the gateway's; 0 takes a free one.
    static func start(port: Int, timeScale: Double, logger: Logger) async throws -> DevelopmentWorld {
        var configuration = SimulatorConfiguration()
        configuration.timeScale = timeScale
        let simulator = try await CryptofuseSimulator.start(configuration)
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "fusegate-dev-\(getpid())-\(UInt32.random(in: .min ... .max))")
        do {
            let settings = Self.settings(port: port > 0 ? port : try await freePort(), directory: directory.path)
            let gateway = try await GatewayProcess.start(
                settings: settings, source: .fixed(settings), logger: logger
            ) { error in
                FileHandle.standardError.write(Data("fusegate: \(error)\n".utf8))
                try? FileManager.default.removeItem(at: directory)
                Foundation.exit(ExitStatus.failed.rawValue)
            }
            do {
                return try await populated(gateway, simulator, configuration, settings, directory, logger: logger)
            } catch {
                try? await gateway.stop()
                throw error
            }
        } catch {
            await simulator.shutdown()
            try? FileManager.default.removeItem(at: directory)
            throw error
        }
    }

    private static func populated(
        _ gateway: GatewayProcess, _ simulator: CryptofuseSimulator, _ configuration: SimulatorConfiguration,
        _ settings: Settings, _ directory: URL, logger: Logger
    ) async throws -> DevelopmentWorld {
        let loops = EventLoops(count: 1)
        let client = try HTTPClient(
            loops: loops, configuration: HTTPClientConfiguration(), names: AddressesOnly())
        do {
            let admin = AdminClient(http: client, socketPath: settings.admin.socket, reason: "development")
            for name in ["simulator", "shared"] {
                _ = try await admin.call(
                    AccountVerbs.add,
                    CreateAccount(
                        name: name, baseURL: simulator.baseURL, clientID: configuration.clientID,
                        clientSecret: configuration.clientSecret, webhookSecret: configuration.webhookSecret))
            }
            let tenant = try await admin.call(
                TenantVerbs.create, CreateTenant(name: "demo", account: "simulator", binding: "dedicated"))
            var pooled: [TenantCreated] = []
            for name in ["left", "right"] {
                pooled.append(
                    try await admin.call(
                        TenantVerbs.create, CreateTenant(name: name, account: "shared", binding: "pooled")))
            }
            let receiver = DemoReceiver(secret: Secret(tenant.webhookSecret))
            let listener = try await Listener.bind(
                ListenerConfiguration(host: "127.0.0.1", port: 0), on: loops, handler: receiver, logger: logger)
            listener.open()
            return DevelopmentWorld(
                simulator: simulator, gateway: gateway, loops: loops, client: client, receiver: receiver,
                receiverListener: listener, tenant: tenant, pooled: pooled,
                baseURL: "http://127.0.0.1:\(gateway.port)",
                callbackURL: "http://127.0.0.1:\(listener.localPort)/webhook",
                adminSocket: settings.admin.socket, directory: directory)
        } catch {
            await client.shutdown()
            try? await loops.shutdown()
            throw error
        }
    }

    func stop() async {
        try? await gateway.stop()
        await receiverListener.drain(within: .seconds(1))
        await client.shutdown()
        await simulator.shutdown()
        try? await loops.shutdown()
        try? FileManager.default.removeItem(at: directory)
    }

    private static func settings(port: Int, directory: String) -> Settings {
        var settings = Settings()
        settings.publicURL = "http://127.0.0.1:\(port)"
        settings.listener.port = port
        settings.moveData(to: directory)
        settings.webhooks.delivery.callbacks.allowInsecure = true
        settings.webhooks.delivery.callbacks.addresses.allowedNetworks = [CIDRBlock("127.0.0.0/8")].compactMap(\.self)
        return settings
    }

    /// The upstream must know the gateway's address before the gateway listens.
    private static func freePort() async throws -> Int {
        let probe = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        defer { probe.close(promise: nil) }
        return probe.localAddress?.port ?? 0
    }
}
