import Admin
import CryptofuseSimulator
import Foundation
import GatewayConfiguration
import Logging
import NIOCore
import NIOPosix
import Policy
import Transport

/// Everything a developer needs on one machine: simulator, gateway, one dedicated tenant, and a receiver of webhooks.
struct DevelopmentWorld: Sendable {
    let simulator: CryptofuseSimulator
    let gateway: GatewayProcess
    let loops: EventLoops
    let client: HTTPClient
    let receiver: DemoReceiver
    let receiverListener: Listener
    let tenant: TenantCreated
    let baseURL: String
    let callbackURL: String
    let adminSocket: String
    private let directory: URL

    /// - Parameter port: the gateway's; 0 takes a free one.
    static func start(port: Int, timeScale: Double, logger: Logger) async throws -> DevelopmentWorld {
        var configuration = SimulatorConfiguration()
        configuration.timeScale = timeScale
        let simulator = try await CryptofuseSimulator.start(configuration)
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "fusegate-dev-\(getpid())-\(UInt32.random(in: .min ... .max))")
        let port = port > 0 ? port : try await freePort()
        let settings = Self.settings(port: port, directory: directory.path)
        let gateway = try await GatewayProcess.start(
            settings: settings, source: .fixed(settings), logger: logger
        ) { error in
            FileHandle.standardError.write(Data("fusegate: \(error)\n".utf8))
            Foundation.exit(ExitStatus.failed.rawValue)
        }
        let loops = EventLoops(count: 1)
        let client = try HTTPClient(
            loops: loops, configuration: HTTPClientConfiguration(), names: AddressesOnly())
        let admin = AdminClient(http: client, socketPath: settings.admin.socket, reason: "development")
        _ = try await admin.createCredential(
            CreateCredential(
                name: "simulator", baseURL: simulator.baseURL, clientID: configuration.clientID,
                clientSecret: configuration.clientSecret, webhookSecret: configuration.webhookSecret))
        let tenant = try await admin.createTenant(
            CreateTenant(name: "demo", credential: "simulator", binding: "dedicated"))
        let receiver = DemoReceiver(secret: Secret(tenant.webhookSecret))
        let listener = try await Listener.bind(
            ListenerConfiguration(host: "127.0.0.1", port: 0), on: loops, handler: receiver, logger: logger)
        listener.open()
        return DevelopmentWorld(
            simulator: simulator, gateway: gateway, loops: loops, client: client, receiver: receiver,
            receiverListener: listener, tenant: tenant, baseURL: "http://127.0.0.1:\(gateway.port)",
            callbackURL: "http://127.0.0.1:\(listener.localPort)/webhook",
            adminSocket: settings.admin.socket, directory: directory)
    }

    func stop() async {
        await gateway.stop()
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
        settings.webhooks.allowInsecureCallbackURLs = true
        settings.webhooks.allowedNetworks = [CIDRBlock("127.0.0.0/8")].compactMap(\.self)
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
