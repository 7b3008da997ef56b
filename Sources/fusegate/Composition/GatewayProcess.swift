import Admin
import AdminAPI
import AuditLog
import Foundation
import Gateway
import GatewayConfiguration
import Logging
import Policy
import Store
import StoreSQLite
import Threading
import Tokens
import Transport
import Webhooks

/// A running gateway: the one place where its parts are joined, in the order in which they need one another.
final class GatewayProcess: Sendable {
    let port: Int
    /// How a process begins, beyond its settings.
    struct Launch: Sendable {
        /// A listening socket that the service manager passed on.
        var inheritedSocket: Int32?
        /// How long another process may still hold the store.
        var storeWait: Duration = .zero
    }

    private static let storeRetryPause: Duration = .milliseconds(10)

    private let reloading: ConfigurationReload
    private let listener: Listener
    private let audit: AuditLog
    private let services: RunningServices
    /// Answers that wait for the store have it now; the others' outcome would not be stored anyway.
    private static let abandonTimeout: Duration = .seconds(2)

    /// - Parameters:
    ///   - source: where the settings come from, for when they are read again.
    ///   - onIndeterminate: a commit's end is unknown; the process must end and recover from disk.
    /// - Throws: one line for the operator, whichever part cannot start.
    static func start(
        settings: Settings, source: SettingsSource, launch: Launch = Launch(), logger: Logger,
        onIndeterminate: @escaping @Sendable (StoreError) -> Void
    ) async throws -> GatewayProcess {
        let store = try await openStore(
            settings, waiting: launch.storeWait, logger: logger, onIndeterminate: onIndeterminate)
        let loops = EventLoops(count: settings.eventLoops)
        do {
            return try await GatewayProcess(
                settings: settings, source: source, launch: launch, store: store, loops: loops, logger: logger)
        } catch {
            await store.close()
            try? await loops.shutdown()
            throw error
        }
    }

    private static func openStore(
        _ settings: Settings, waiting: Duration, logger: Logger,
        onIndeterminate: @escaping @Sendable (StoreError) -> Void
    ) async throws -> OpenStore {
        let deadline = ContinuousClock.now + waiting
        while true {
            do {
                return try await OpenStore(settings: settings, logger: logger, onIndeterminate: onIndeterminate)
            } catch SQLiteOpenError.inUse where ContinuousClock.now < deadline {
                try await Task.sleep(for: storeRetryPause)
            }
        }
    }

    private init(
        settings: Settings, source: SettingsSource, launch: Launch, store: OpenStore, loops: EventLoops, logger: Logger
    ) async throws {
        let inForce = SettingsInForce(settings)
        let readiness = Readiness()
        let database = store.database
        audit = store.audit
        let network = try GatewayNetwork(settings, on: loops, logger: logger)
        let scheduler = SystemScheduler()
        let reports = Reports(audit: audit, listeners: [ReportLog(logger: logger)])
        let directory = try await TenantDirectory(database: database, sealer: store.secrets.sealer)
        let upstreams = UpstreamRegistry(
            client: network.upstream, settings: settings.upstream.calls, scheduler: scheduler, logger: logger)
        upstreams.update(directory.accounts)
        let engine = DeliveryEngine(
            database: database, directory: directory, client: network.receivers,
            resolver: network.names, policy: settings.webhooks.delivery, reports: reports, logger: logger,
            scheduler: scheduler)
        let intake = WebhookIntake(
            database: database, directory: directory, order: settings.webhooks.delivery.order, logger: logger
        ) { lanes in engine.wake(lanes) }
        let upkeep = Upkeep(
            of: store, directory, upstreams, following: inForce, scheduler: scheduler, logger: logger)
        let admission = AdmissionControl(concurrencyMax: settings.concurrencyPerTenantMax)
        let makeGateway = { @Sendable (settings: Settings) in
            Gateway(
                settings: settings.gatewaySettings, directory: directory, upstreams: upstreams, secrets: store.secrets,
                admission: admission, database: database, reports: reports, intake: intake, readiness: readiness,
                keyUses: upkeep.keyUses, refusals: upkeep.refusals, scheduler: scheduler, logger: logger)
        }
        let gateway = GatewayInForce(makeGateway(settings))

        listener = try await Listener.bind(
            settings.listenerConfiguration(on: launch.inheritedSocket), on: loops, handler: gateway, logger: logger)
        port = listener.localPort
        reloading = ConfigurationReload(
            parts: ConfigurationReload.Parts(
                settings: inForce, listener: listener, gateway: gateway, makeGateway: makeGateway,
                admission: admission, upstreams: upstreams, onChange: source.onChange),
            load: source.load, logger: logger)
        let reconciler = Reconciler(
            database: database, upstreams: upstreams,
            toleranceBasisPoints: settings.ledger.shortfallToleranceBasisPoints, scheduler: scheduler, logger: logger)
        let host = GatewayHost(
            port: port, startedAt: SystemClock.now(), database: database, directory: directory, upstreams: upstreams,
            audit: audit, engine: engine, reload: reloading, reconciler: reconciler,
            learntCurrencies: LearntCurrencies(database: database, logger: logger),
            inquiry: ObjectInquiry(database: database, upstreams: upstreams, scheduler: scheduler) {
                inForce.current.sweepPolicy.deadlines
            }, settings: inForce)
        let service = AdminService(
            database: database, sealer: store.secrets.sealer, pepper: store.secrets.pepper, audit: audit,
            reports: reports, host: host, options: { inForce.current.adminOptions }, scheduler: scheduler)
        let admin = try await AdminServer.start(
            socketPath: settings.admin.socket, operators: settings.operators, service: service, group: loops.group,
            logger: logger)
        let loopsOfUpkeep = upkeep.loops(
            with: engine, reconciler, every: settings.ledger.reconcileInterval,
            proposals: ProposalRetention(service: service, logger: logger)
        ) { [reloading] in await reloading.watch { source.watchedFiles(inForce.current) } }
        let serving = ServingService(
            listener: listener, readiness: readiness, engine: engine, admin: admin, sweeper: upkeep.sweeper,
            settings: inForce)
        // In the order in which they need one another. The next process waits for the store.
        services = RunningServices(
            network.foundations + store.services + network.clients + [LoopService(loopsOfUpkeep), serving],
            logger: logger)
        // Last: who is served finds everything there.
        listener.open()
    }

    /// Reads the configuration again; what is wrong with it is in the log, and the old one stays then.
    func reload(because cause: String) async { _ = try? await reloading.reload(because: cause) }

    /// The store has failed: tells those who wait for an answer, and leaves the disk as it is.
    func abandon() async {
        await listener.drain(within: Self.abandonTimeout)
        await audit.close()
    }

    /// Ends all parts in order; the store, which the next process waits for, after whoever writes into it.
    ///
    /// - Throws: which part had ended by itself.
    func stop() async throws { try await services.stop() }

    /// Returns when a part has ended by itself and all others in order behind it, or the task is cancelled.
    func waitForEnd() async { await services.waitForEnd() }
}
