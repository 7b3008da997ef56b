import Admin
import AuditLog
import Foundation
import Gateway
import GatewayConfiguration
import Logging
import NIOPosix
import Policy
import Store
import StoreSQLite
import Tokens
import Transport
import Webhooks

/// A running gateway: the one place where its parts are joined, in the order in which they need one another.
final class GatewayProcess: Sendable {
    let port: Int
    private let settings: Settings
    private let loops: EventLoops
    private let resolverThreads: NIOThreadPool
    private let database: SQLiteDatabase
    private let audit: AuditLog
    private let client: HTTPClient
    private let engine: DeliveryEngine
    private let resolution: Task<Void, Never>
    private let background: [Task<Void, Never>]
    private let admin: AdminServer
    private let listener: Listener
    /// Answers that wait for the store have it now; the others' outcome would not be stored anyway.
    private static let abandonTimeout: Duration = .seconds(2)

    /// - Parameter onIndeterminate: a commit's outcome is unknown; the process must end and recover from disk.
    /// - Throws: one line for the operator, whichever part cannot start.
    static func start(
        settings: Settings, logger: Logger, onIndeterminate: @escaping @Sendable (StoreError) -> Void
    ) async throws -> GatewayProcess {
        let store = try await OpenStore(settings: settings, logger: logger, onIndeterminate: onIndeterminate)
        let loops = EventLoops(count: settings.eventLoops)
        do {
            return try await GatewayProcess(settings: settings, store: store, loops: loops, logger: logger)
        } catch {
            await store.close()
            try? await loops.shutdown()
            throw error
        }
    }

    private init(settings: Settings, store: OpenStore, loops: EventLoops, logger: Logger) async throws {
        self.settings = settings
        self.loops = loops
        database = store.database
        audit = store.audit
        resolverThreads = NIOThreadPool(numberOfThreads: 4)
        resolverThreads.start()
        client = try HTTPClient(loops: loops, configuration: settings.clientConfiguration)

        let directory = try await TenantDirectory(database: database, sealer: store.secrets.sealer)
        let upstreams = UpstreamRegistry(client: client, settings: settings.upstreamSettings, logger: logger)
        upstreams.update(directory.credentials)
        engine = DeliveryEngine(
            database: database, directory: directory, client: client,
            resolver: SystemNameResolver(threads: resolverThreads), policy: settings.deliveryPolicy, audit: audit,
            logger: logger, clock: DeliveryClock(now: SystemClock.now))
        let intake = WebhookIntake(database: database, directory: directory, audit: audit, logger: logger) {
            [engine] lanes in engine.wake(lanes)
        }
        let retention = KeyRetention(
            database: database, payments: settings.idempotency.paymentRetention,
            withdrawals: settings.idempotency.withdrawalRetention, logger: logger)
        let resolver = OutcomeResolver(
            database: database, directory: directory, upstreams: upstreams, audit: audit,
            policy: settings.resolutionPolicy, logger: logger)
        let gateway = Gateway(
            settings: settings.gatewaySettings, directory: directory, upstreams: upstreams, secrets: store.secrets,
            admission: AdmissionControl(concurrencyMax: settings.concurrency.perTenantMax), database: database,
            audit: audit, intake: intake, logger: logger)

        listener = try await Listener.bind(
            settings.listenerConfiguration, on: loops, handler: gateway, logger: logger)
        port = listener.localPort
        let reconciler = Reconciler(
            database: database, upstreams: upstreams,
            toleranceBasisPoints: settings.ledger.shortfallToleranceBasisPoints, logger: logger)
        let host = GatewayHost(
            port: port, startedAt: SystemClock.now(), database: database, directory: directory, upstreams: upstreams,
            audit: audit, engine: engine, reconciler: reconciler)
        let service = AdminService(
            database: database, sealer: store.secrets.sealer, pepper: store.secrets.pepper, audit: audit, host: host,
            options: AdminService.Options(
                defaultLimits: settings.gatewaySettings.defaultLimits,
                allowInsecureEndpoints: settings.webhooks.allowInsecureCallbackURLs),
            now: SystemClock.now)
        admin = try await AdminServer.start(
            socketPath: settings.admin.socket, service: service, group: loops.group, logger: logger)
        resolution = Task { await resolver.run() }
        background = [
            Task { [engine] in await engine.run() },
            Task { await retention.run() },
            reconciler.start(every: settings.ledger.reconcileInterval),
        ]
    }

    /// The store has failed: tells those who wait for an answer, and leaves the disk as it is.
    func abandon() async {
        await listener.drain(within: Self.abandonTimeout)
        await audit.close()
    }

    /// Stops accepting, finishes what is in flight, flushes, and releases everything.
    func stop() async {
        resolution.cancel()
        await listener.drain(within: settings.listener.limits.drainTimeout)
        await admin.stop()
        await engine.drain(within: settings.webhooks.attemptTimeout)
        for task in background { task.cancel() }
        for task in background + [resolution] { await task.value }
        await client.shutdown()
        await database.close()
        await audit.close()
        try? await resolverThreads.shutdownGracefully()
        try? await loops.shutdown()
    }
}
